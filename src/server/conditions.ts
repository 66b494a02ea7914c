import { type QueryTerm, wordsOfTerms } from '../engine/ranking/queryTerms.js';
import { isRange } from '../engine/search/fieldFilter.js';
import type { FieldCondition, FieldFilter, FieldRange } from '../engine/search/filterTypes.js';

// Filters by fields as SQL, with the meaning that src/engine/search/fieldFilter.ts gives them. Field names and values are
// parameters, never parts of a statement.

/** The values of a statement's parameters. */
export class Parameters {
  readonly values: unknown[] = [];

  /** @returns the parameter as SQL, of a type */
  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

/** That a word begins with a prefix and goes on, as SQL. In the order of code points, as indexes of words are. */
export const goesOn = (column: string, prefix: string): string =>
  `${column} > ${prefix} collate "C" and ${column} < (${prefix} || chr(1114111)) collate "C"`;

/** What items `i` must pass, as SQL that begins with `and`; empty for no filter. */
export function passing(parameters: Parameters, ...filters: readonly (FieldFilter | undefined)[]): string {
  return filters
    .flatMap((filter) => Object.entries(filter ?? {}))
    .map(([field, condition]) => `and ${test(parameters, field, condition)}`)
    .join(' ');
}

/** As `passing`, but for the condition on the field that a column names. */
export function passingInOthers(parameters: Parameters, column: string, filter: FieldFilter = {}): string {
  return Object.entries(filter)
    .map(
      ([field, condition]) =>
        `and (${column} = ${parameters.add(field, 'text')} or ${test(parameters, field, condition)})`,
    )
    .join(' ');
}

/** What a query has found. */
export interface FoundItems {
  /** An item with one of these words is a hit. */
  readonly terms: readonly QueryTerm[];
  /** The hits that are shown. */
  readonly ids: readonly string[];
}

/** That an item `i` is among what a query has found, as `passing`: it has a word, or is shown. */
export function foundBy(parameters: Parameters, schema: string, of: FoundItems | undefined): string {
  if (!of) return '';
  const prefix = of.terms.find(({ isPrefix }) => isPrefix)?.term;
  const begun = prefix === undefined ? '' : `or (${goesOn('p.term', parameters.add(prefix, 'text'))})`;
  return `and (i.id = any (${parameters.add(of.ids, 'text[]')}) or i.number in (
    select p.number from ${schema}.postings p where (p.term = any (${parameters.add(wordsOfTerms(of.terms), 'text[]')}) ${begun})))`;
}

function test(parameters: Parameters, field: string, condition: FieldCondition): string {
  if (isRange(condition)) return `i.fields @? ${parameters.add(rangePath(field, condition), 'jsonpath')}`;
  return `i.fields @> any(${parameters.add(containments(field, condition), 'jsonb[]')})`;
}

/** JSON that an item's fields contain when one of the values is there, alone or in a list. */
function containments(field: string, condition: Exclude<FieldCondition, FieldRange>): string[] {
  const values = Array.isArray(condition) ? condition : [condition];
  return values.flatMap((value) => [
    JSON.stringify({ [field]: value }),
    JSON.stringify({ [field]: [value] }),
  ]);
}

const OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const satisfies Record<
  keyof FieldRange,
  string
>;

/** A path to members of the field that lie in the range; JSON's strings and numbers are a path's too. */
function rangePath(field: string, range: FieldRange): string {
  const bounds = Object.entries(range) as [keyof FieldRange, string | number][];
  const type = typeof bounds[0]?.[1];
  const tests = bounds.map(([name, bound]) => `@ ${OPERATORS[name]} ${JSON.stringify(bound)}`);
  return `lax $.${JSON.stringify(field)}[*] ? (@.type() == "${type}" && ${tests.join(' && ')})`;
}
