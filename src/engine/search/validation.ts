import { spaceOf } from '../embedder/vectorCache.js';
import { EmbedError } from '../errors.js';
import type { ModelInfo } from '../models/types.js';
import { isHashVector } from '../utils/hashVector.js';
import type { SearchIndexOptions, SearchOptions } from './optionTypes.js';

// Bad input is refused before anything is sent to a worker.

export function assertQuery(query: unknown): void {
  if (typeof query === 'string') return;
  throw new EmbedError('invalid-input', `The query must be a string, not ${typeof query}.`);
}

/** How many hits a search has, unless it says so. */
export const DEFAULT_LIMIT = 10;

const MODES: readonly unknown[] = ['hybrid', 'semantic', 'lexical'];
const FUSIONS: readonly unknown[] = ['weighted-mean', 'rrf'];

/** Options that a search reads as numbers and names. */
type PlainOptions = Pick<
  SearchOptions<unknown>,
  'limit' | 'mode' | 'fusion' | 'semanticWeight' | 'minScore' | 'minRelevance'
>;

/** Refuses what would find nothing, or anything, without a word. @throws {EmbedError} `invalid-input` */
export function assertSearchOptions(options: PlainOptions): void {
  const { limit = DEFAULT_LIMIT, mode = 'hybrid', fusion = 'weighted-mean' } = options;
  const { semanticWeight = 1, minScore = 0, minRelevance = 0 } = options;
  refuseUnless(Number.isInteger(limit) && limit > 0, 'limit', limit, 'Give a whole number of hits');
  refuseUnless(MODES.includes(mode), 'mode', mode, `It is one of ${MODES.join(', ')}`);
  refuseUnless(FUSIONS.includes(fusion), 'fusion', fusion, `It is one of ${FUSIONS.join(', ')}`);
  refuseUnless(
    semanticWeight >= 0 && semanticWeight <= 1,
    'semanticWeight',
    semanticWeight,
    'Give a number from 0 to 1',
  );
  for (const [name, value] of Object.entries({ minScore, minRelevance }))
    refuseUnless(typeof value === 'number' && !Number.isNaN(value), name, value, 'Give a number');
}

function refuseUnless(isRight: boolean, option: string, value: unknown, hint: string): void {
  if (isRight) return;
  throw new EmbedError('invalid-input', `${option} is ${String(value)}. ${hint}.`, { details: { option } });
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
  if (isHashVector(vector))
    throw new EmbedError(
      'space-mismatch',
      'This vector is of the hash backend, and has no meaning. Embed the text with the model of the index.',
    );
  if (vector.length === dimensions && vector.every(Number.isFinite)) return;
  throw new EmbedError(
    'invalid-input',
    `A vector of ${vector.length} numbers, which must be ${dimensions} and finite, cannot be searched.`,
    { details: { dimensions, length: vector.length } },
  );
}
