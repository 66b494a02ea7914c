import { spaceOf } from '../embedder/vectorCache.js';
import { EmbedError } from '../errors.js';
import type { ModelInfo } from '../models/types.js';
import type { SearchIndexOptions } from './optionTypes.js';

// Bad input is refused before anything is sent to a worker.

export function assertQuery(query: unknown): void {
  if (typeof query === 'string') return;
  throw new EmbedError('invalid-input', `A query is a text, not ${typeof query}.`);
}

/** How many hits a search has, unless it says so. */
export const DEFAULT_LIMIT = 10;

export function assertLimit(limit: number): void {
  if (Number.isInteger(limit) && limit > 0) return;
  throw new EmbedError('invalid-input', `limit is ${limit}. Give a whole number of hits.`);
}

/** What a word counts is stored in a byte. */
const MAX_WEIGHT = 100;

export function assertFields<T>(fields: NonNullable<SearchIndexOptions<T>['fields']>): void {
  for (const [name, { weight = 1 }] of Object.entries(fields)) {
    if (Number.isInteger(weight) && weight > 0 && weight <= MAX_WEIGHT) continue;
    throw new EmbedError(
      'invalid-input',
      `The weight of the field "${name}" is ${weight}. Give a whole number from 1 to ${MAX_WEIGHT}.`,
      { details: { name, weight } },
    );
  }
}

/** @param actual The space of the vectors that are there. */
export function assertVector(
  vector: Float32Array,
  { dimensions }: ModelInfo,
  actual: string | undefined,
): void {
  const asked = spaceOf(vector);
  if (asked !== undefined && asked !== actual)
    throw new EmbedError('space-mismatch', `This index holds vectors of ${actual}, not of ${asked}.`, {
      details: { asked, actual },
    });
  if (vector.length === dimensions && vector.every(Number.isFinite)) return;
  throw new EmbedError(
    'invalid-input',
    `A vector of ${vector.length} numbers, which must be ${dimensions} and finite, cannot be searched.`,
    { details: { dimensions, length: vector.length } },
  );
}
