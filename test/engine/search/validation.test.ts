import { expect, test } from 'vitest';
import { createEmbedder, createSearchIndex, type SearchOptions } from '../../../src/engine/index.js';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import { workerOf } from '../../support/scriptedWorker.js';

const embedder = createEmbedder({ backends: ['hash'] });
const index = createSearchIndex<string>({
  embedder,
  getText: (text) => text,
  worker: () => workerOf(createSearchApi()),
});
index.add(['a cat', 'a dog']);

/** What an app in JavaScript may pass. */
const wrong: readonly (readonly [string, object])[] = [
  ['limit', { limit: Number.NaN }],
  ['limit', { limit: '5' }],
  ['mode', { mode: 'fuzzy' }],
  ['fusion', { fusion: 'sum' }],
  ['semanticWeight', { semanticWeight: 2 }],
  ['semanticWeight', { semanticWeight: Number.NaN }],
  ['minScore', { minScore: Number.NaN }],
  ['minScore', { minScore: '0.5' }],
  ['minRelevance', { minRelevance: Number.NaN }],
];

test.each(wrong)('%s: %j is refused, and does not find nothing without a word', async (option, options) => {
  const error = { code: 'invalid-input', details: { option } };
  await expect(index.search('cat', { mode: 'lexical', ...options })).rejects.toMatchObject(error);
  await expect(index.similar('a cat', options)).rejects.toMatchObject(error);
  await expect(index.searchByVector(new Float32Array(384), options)).rejects.toMatchObject(error);
});

test.each<SearchOptions<string>>([
  { semanticWeight: 0 },
  { minScore: Number.NEGATIVE_INFINITY },
  { minRelevance: 0 },
])('%j is taken', async (options) => {
  expect((await index.search('cat', { mode: 'lexical', ...options })).hits).toHaveLength(1);
});
