import { EmbedError } from '../errors.js';
import { compareStrings, isFieldValue, itemsPassing, membersOf, selectionFilter } from './fieldFilter.js';
import type { FieldFilter, FieldValue } from './filterTypes.js';
import type { SearchOptions } from './optionTypes.js';
import type { FacetCount, Facets } from './resultTypes.js';

/** How many values of a field are counted out, the most frequent ones. */
export const MAX_FACET_VALUES = 100;
/** How many fields can be counted at once. */
export const MAX_FACETS = 20;

/** @throws {EmbedError} `invalid-input` unless these are names of fields, 20 at most */
export function readFacets(given: unknown): readonly string[] {
  const isValid = Array.isArray(given) && given.length <= MAX_FACETS;
  if (isValid && given.every((field) => typeof field === 'string')) return [...new Set<string>(given)];
  throw new EmbedError('invalid-input', `"facets" must name at most ${MAX_FACETS} fields, each a string.`, {
    details: { field: 'facets' },
  });
}

/** The fields that are counted, and what is selected. */
export interface FacetRequest {
  readonly fields: readonly string[];
  /** Without the fields of which nothing is selected. */
  readonly selected: FieldFilter;
}

/** @throws {EmbedError} `invalid-input` */
export function facetRequestOf({
  facets,
  selectedFacets = {},
}: Pick<SearchOptions<unknown>, 'facets' | 'selectedFacets'>): FacetRequest {
  const fields = readFacets(facets ?? Object.keys(selectedFacets));
  return { fields, selected: selectionFilter(selectedFacets) };
}

/** A filter without its condition on a field. */
export function withoutField(filter: FieldFilter, field: string): FieldFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => name !== field));
}

/**
 * How many of the items have which values in these fields. A list counts once for each of its distinct members.
 * @param selected Of a field only those items count that pass it in the other fields.
 */
export function countFacets(
  items: Iterable<unknown>,
  fields: readonly string[],
  selected: FieldFilter = {},
): Facets {
  const all = [...items];
  const countsOf = (field: string) =>
    countValues(all.filter(itemsPassing(withoutField(selected, field))), field);
  return Object.fromEntries(fields.map((field) => [field, countsOf(field)]));
}

function countValues(items: readonly unknown[], field: string): readonly FacetCount[] {
  const values = new Map<FieldValue, number>();
  for (const item of items)
    for (const value of new Set(membersOf(item, field)))
      if (isFieldValue(value)) values.set(value, (values.get(value) ?? 0) + 1);
  return mostFrequent(values);
}

/** The most frequent values; among equals by their JSON. */
function mostFrequent(values: ReadonlyMap<FieldValue, number>): readonly FacetCount[] {
  const sorted = Array.from(values, ([value, count]) => ({ value, count, text: JSON.stringify(value) }));
  sorted.sort((a, b) => b.count - a.count || compareStrings(a.text, b.text));
  return sorted.slice(0, MAX_FACET_VALUES).map(({ value, count }) => ({ value, count }));
}
