// @vitest-environment node

import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { createEmbedder, embeddingQuery, embeddingsQuery } from '../../src/index.js';

// There is no window here.
test('what a server has prefetched stays until its query client goes, and no timer keeps the process alive', async () => {
  const embedder = createEmbedder({ backends: ['hash'] });
  const client = new QueryClient();
  await client.prefetchQuery(embeddingQuery(embedder, 'one'));
  await client.prefetchQuery(embeddingQuery(embedder, 'two'));
  await client.prefetchQuery(embeddingsQuery(embedder, ['one', 'two']));
  await new Promise((resolve) => setTimeout(resolve)); // when queries without a time would be gone
  const queries = client.getQueryCache().getAll();
  expect(queries.map(({ state }) => state.status)).toEqual(['success', 'success', 'success']);
  expect(queries.map(({ gcTime }) => gcTime)).toEqual([Infinity, Infinity, Infinity]);
});
