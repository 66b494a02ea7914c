import { EmbedError } from '../errors.js';
import { compareStrings, isFieldValue, membersOf } from './fieldFilter.js';
import type { FieldValue } from './filterTypes.js';
import type { FacetCount, Facets } from './resultTypes.js';

/** How many values of a field are counted out, the most frequent ones. */
export const MAX_FACET_VALUES = 100;
/** Of how many fields at once. */
export const MAX_FACETS = 20;

/** @throws {EmbedError} `invalid-input` unless these are names of fields, 20 at most */
export function readFacets(given: unknown): readonly string[] {
  const isValid = Array.isArray(given) && given.length <= MAX_FACETS;
  if (isValid && given.every((field) => typeof field === 'string')) return [...new Set<string>(given)];
  throw new EmbedError('invalid-input', `"facets" is a list of ${MAX_FACETS} names of fields at most.`, {
    details: { field: 'facets' },
  });
}

/** How many of the items have which values in these fields. A list counts once for each of its distinct members. */
export function countFacets(items: Iterable<unknown>, fields: readonly string[]): Facets {
  const counts = new Map(fields.map((field) => [field, new Map<FieldValue, number>()]));
  for (const item of items)
    for (const [field, values] of counts)
      for (const value of new Set(membersOf(item, field)))
        if (isFieldValue(value)) values.set(value, (values.get(value) ?? 0) + 1);
  return Object.fromEntries(Array.from(counts, ([field, values]) => [field, mostFrequent(values)]));
}

/** The most frequent values; among equals by their JSON. */
function mostFrequent(values: ReadonlyMap<FieldValue, number>): readonly FacetCount[] {
  const sorted = Array.from(values, ([value, count]) => ({ value, count, text: JSON.stringify(value) }));
  sorted.sort((a, b) => b.count - a.count || compareStrings(a.text, b.text));
  return sorted.slice(0, MAX_FACET_VALUES).map(({ value, count }) => ({ value, count }));
}
