import { EmbedError } from '../engine/errors.js';
import type { RemoteRequest } from '../engine/rpc/remoteProtocol.js';
import { readFacets } from '../engine/search/facets.js';
import { readFilter as readFieldFilter } from '../engine/search/fieldFilter.js';
import type { FieldFilter } from '../engine/search/filterTypes.js';
import { RequestError } from './RequestError.js';

const MAX_TEXT_LENGTH = 10_000;
const MAX_FIELDS = 20;
const MAX_VALUES = 1_000;

const COMMON = ['type', 'limit', 'minScore', 'filter', 'facets', 'selectedFacets'];

/** What a request may have at most. */
export interface RequestLimits {
  readonly maxLimit: number;
}

/**
 * Reads a search request out of what came as JSON. Unknown fields are an error too: a word misspelt must not be a
 * filter forgotten.
 * @throws {RequestError} `invalid-input` with `details.field`
 */
export function parseSearchRequest(body: unknown, { maxLimit }: RequestLimits): RemoteRequest {
  const given = fieldsOf(body);
  const common = {
    limit: integer(given.limit ?? 10, 'limit', 1, maxLimit),
    ...(given.minScore !== undefined && { minScore: number(given.minScore, 'minScore') }),
    ...(given.filter !== undefined && { filter: readFilter(given.filter, 'filter') }),
    ...(given.selectedFacets !== undefined && {
      selectedFacets: readFilter(given.selectedFacets, 'selectedFacets'),
    }),
    ...(given.facets !== undefined && { facets: readFacetFields(given.facets) }),
  };
  if (given.type === 'similar') {
    assertKnown(given, [...COMMON, 'id']);
    return { type: 'similar', id: text(given.id, 'id'), ...common };
  }
  oneOf(given.type, 'type', ['search', 'similar'] as const);
  assertKnown(given, [...COMMON, 'query', 'mode', 'space', 'vector', 'prefix', 'fusion', 'semanticWeight']);
  const mode = oneOf(given.mode ?? 'hybrid', 'mode', ['hybrid', 'semantic', 'lexical'] as const);
  return {
    type: 'search',
    query: text(given.query ?? '', 'query'),
    mode,
    ...(mode !== 'lexical' && { space: text(given.space, 'space'), vector: string(given.vector, 'vector') }),
    prefix: boolean(given.prefix ?? false, 'prefix'),
    fusion: oneOf(given.fusion ?? 'weighted-mean', 'fusion', ['weighted-mean', 'rrf'] as const),
    semanticWeight: number(given.semanticWeight ?? 0.7, 'semanticWeight', 0, 1),
    ...common,
  };
}

function readFilter(given: unknown, name: 'filter' | 'selectedFacets'): FieldFilter {
  const fields = Object.entries(fieldsOf(given, name));
  if (fields.length > MAX_FIELDS) throw invalid(name, `has more than ${MAX_FIELDS} fields`);
  let count = 0; // each value of each field is compared with those of an item
  for (const [field, condition] of fields) {
    const values = Array.isArray(condition) ? condition : Object.values(Object(condition));
    count += values.length;
    if (count > MAX_VALUES) throw invalid(name, `has more than ${MAX_VALUES} values`);
    for (const value of [field, condition, ...values]) if (typeof value === 'string') text(value, name);
  }
  return asRequest(name, () => readFieldFilter(given));
}

function readFacetFields(given: unknown): readonly string[] {
  return asRequest('facets', () => readFacets(given)).map((field) => text(field, 'facets'));
}

/** What `read` gives; what it refuses is for the client. */
function asRequest<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!EmbedError.is(error)) throw error;
    throw new RequestError('invalid-input', error.message, { ...error.details, field });
  }
}

function fieldsOf(value: unknown, field = 'body'): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw invalid(field, 'is not a JSON object');
}

function assertKnown(given: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const unknown = Object.keys(given).find((field) => !known.includes(field));
  if (unknown !== undefined) throw invalid(unknown.slice(0, 50), 'is not known');
}

function string(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  throw invalid(field, 'is not a string');
}

/** A text that PostgreSQL can hold. */
function text(value: unknown, field: string): string {
  const given = string(value, field);
  if (given.length > MAX_TEXT_LENGTH) throw invalid(field, `is longer than ${MAX_TEXT_LENGTH} characters`);
  if (/\0|\p{Surrogate}/u.test(given)) throw invalid(field, 'holds a NUL or half of a surrogate pair');
  return given;
}

function number(value: unknown, field: string, least = -Number.MAX_VALUE, most = Number.MAX_VALUE): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw invalid(field, 'is not a number, or out of range');
}

function integer(value: unknown, field: string, least: number, most: number): number {
  if (Number.isInteger(value)) return number(value, field, least, most);
  throw invalid(field, `is not a whole number from ${least} to ${most}`);
}

function boolean(value: unknown, field: string): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(field, 'is neither true nor false');
}

function oneOf<Word extends string>(value: unknown, field: string, words: readonly Word[]): Word {
  const word = words.find((known) => known === value);
  if (word !== undefined) return word;
  throw invalid(field, `is none of ${words.join(', ')}`);
}

function invalid(field: string, what: string): RequestError {
  return new RequestError('invalid-input', `"${field}" ${what}.`, { field });
}
