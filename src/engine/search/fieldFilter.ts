import { EmbedError } from '../errors.js';
import { isDevelopment } from '../utils/isDevelopment.js';
import { setsAsLists } from '../utils/setsAsLists.js';
import type { FieldBound, FieldCondition, FieldFilter, FieldRange, FieldValue } from './filterTypes.js';
import type { SelectedFacets } from './optionTypes.js';

// The grammar of filters by fields, for the index in the page and the one on a server: what is valid, and which items pass.

const BOUNDS = ['gt', 'gte', 'lt', 'lte'] as const satisfies readonly (keyof FieldRange)[];

/**
 * A copy of a filter in which nothing is undefined or unknown.
 * @throws {EmbedError} `invalid-input` with `details.field`, where there is one
 */
export function readFilter(given: unknown): FieldFilter {
  if (!isRecord(given))
    throw invalid('A filter is an object of fields and their values, such as { lang: "en" }.');
  return Object.fromEntries(
    Object.entries(given).map(([field, condition]) => [field, readCondition(field, condition)]),
  );
}

function readCondition(field: string, given: unknown): FieldCondition {
  if (Array.isArray(given)) return given.map((value) => readValue(field, value));
  return isRecord(given) ? readRange(field, given) : readValue(field, given);
}

export function isFieldValue(value: unknown): value is FieldValue {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

function readValue(field: string, value: unknown): FieldValue {
  if (isFieldValue(value)) return value;
  const what = typeof value === 'number' ? value : typeof value;
  const hint = value === undefined ? ' Leave the field out to filter by others only.' : '';
  throw invalid(
    `The filter compares "${field}" with ${what}. It must be a string, a finite number, a boolean or null.${hint}`,
    field,
  );
}

function readRange(field: string, given: Readonly<Record<string, unknown>>): FieldRange {
  const bounds = Object.entries(given);
  const isKnown = bounds.every(([name]) => BOUNDS.some((bound) => bound === name));
  const [first] = bounds;
  if (!first || !isKnown)
    throw invalid(
      `The range of "${field}" must have one or more of gte, gt, lte and lt, and nothing else.`,
      field,
    );
  const areAlike = bounds.every(([, value]) => isBound(value) && typeof value === typeof first[1]);
  if (areAlike) return { ...given };
  throw invalid(`The bounds of "${field}" must be all finite numbers, or all strings.`, field);
}

function isBound(value: unknown): value is FieldBound {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}

/** Whether a condition is a range. */
export function isRange(condition: FieldCondition): condition is FieldRange {
  return typeof condition === 'object' && condition !== null && !Array.isArray(condition);
}

/** A function that is true for items that pass. Call {@link readFilter} first. */
export function itemsPassing(filter: FieldFilter): (item: unknown) => boolean {
  const tests = Object.entries(filter).map(([field, condition]) => ({ field, matches: matcher(condition) }));
  return (item) => tests.every(({ field, matches }) => membersOf(item, field).some(matches));
}

function matcher(condition: FieldCondition): (value: unknown) => boolean {
  if (isRange(condition)) return (value) => isWithin(value, condition);
  const wanted = new Set<unknown>(Array.isArray(condition) ? condition : [condition]);
  return (value) => wanted.has(value);
}

/** The values of a field: the members of a list or a Set, or the one value. */
export function membersOf(item: unknown, field: string): readonly unknown[] {
  const value = setsAsLists(field, Object(item)[field]);
  const members: readonly unknown[] = Array.isArray(value) ? value : [value];
  const [first] = members;
  if (typeof first === 'object' && first !== null) warnOfObject(field);
  return members;
}

const warned = new Set<string>();

/** Tells developers, once for each field, that nothing is found by it: a Date, for example, a Map, or a list of them. */
function warnOfObject(field: string): void {
  if (warned.has(field)) return;
  warned.add(field);
  if (!isDevelopment()) return;
  // biome-ignore lint/suspicious/noConsole: a filter that nothing passes looks like one that finds nothing
  console.warn(
    `react-embeddings: the field "${field}" of an item holds an object, which filters and facets cannot compare. Give a string, ` +
      'a finite number, a boolean, null, or a list of these: of a Date its toISOString().',
  );
}

function isWithin(value: unknown, { gt, gte, lt, lte }: FieldRange): boolean {
  const isAbove = (bound: FieldBound | undefined, least: number) =>
    bound === undefined || (typeof value === typeof bound && compare(value as FieldBound, bound) >= least);
  const isBelow = (bound: FieldBound | undefined, most: number) =>
    bound === undefined || (typeof value === typeof bound && compare(value as FieldBound, bound) <= most);
  return isAbove(gt, 1) && isAbove(gte, 0) && isBelow(lt, -1) && isBelow(lte, 0);
}

/** -1, 0 or 1, or NaN for numbers without an order; strings by code points, as PostgreSQL compares them in a path. */
function compare(a: FieldBound, b: FieldBound): number {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  return Math.sign(Number(a) - Number(b));
}

export function compareStrings(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left !== right) return codePointRank(left) < codePointRank(right) ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

/** Halves of surrogate pairs stand for the highest code points. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** A plain object, of this realm or another: one that inherits fields would lose them. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(Object(prototype), 'isPrototypeOf');
}

function invalid(message: string, field?: string): EmbedError {
  return new EmbedError('invalid-input', message, { details: { ...(field !== undefined && { field }) } });
}

/** The selected values of facets, as a filter. @throws {EmbedError} `invalid-input` */
export function selectionFilter(facets: SelectedFacets): FieldFilter {
  return readFilter(Object.fromEntries(Object.entries(facets).filter(([, values]) => values?.length > 0)));
}
