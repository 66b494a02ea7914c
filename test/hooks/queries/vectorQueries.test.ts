import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import {
  catalog,
  classificationQuery,
  createEmbedder,
  embeddingQuery,
  embeddingsQuery,
  similarityQuery,
  spaceOf,
} from '../../../src/index.js';
import { scriptedEmbedder } from '../../support/renderWithEmbedder.js';
import { scriptedWorkers } from '../../support/scriptedWorker.js';

const embedder = createEmbedder({ backends: ['hash'] });

test('the factories work without hooks and without a provider', async () => {
  const client = new QueryClient();
  const vector = await client.fetchQuery(embeddingQuery(embedder, 'hello'));
  expect(vector).toHaveLength(384);
  const vectors = await client.fetchQuery(embeddingsQuery(embedder, ['hello', 'world']));
  expect(vectors[0]).toEqual(vector);
});

test('a key holds a prefix, the space and the settings, and never a vector', () => {
  expect(embeddingQuery(embedder, 'hello', { role: 'query' }).queryKey).toEqual([
    'react-embeddings',
    'embedding',
    'hash-based-v1',
    'query',
    expect.any(String),
  ]);
});

test('no key holds a text: an app may store its keys, or send them', () => {
  const queries = [
    embeddingQuery(embedder, 'a secret'),
    embeddingsQuery(embedder, ['a secret', 'another secret']),
    similarityQuery(embedder, 'a secret', 'another secret'),
    classificationQuery(embedder, 'a secret', ['label'], { describe: () => 'another secret' }),
  ];
  for (const { queryKey } of queries) expect(JSON.stringify(queryKey)).not.toContain('secret');
});

test('a model by owner and name can be prefetched before it is loaded, also under the space that it turns out to have', async () => {
  const [spec] = catalog;
  const workers = scriptedWorkers({ load: async () => ({ runtime: 'encoder', ...(spec && { spec }) }) });
  const own = scriptedEmbedder(workers, { model: { repo: 'owner/name' } });
  const client = new QueryClient();
  const vector = await client.fetchQuery(embeddingQuery(own, 'hello'));
  expect(spaceOf(vector)).toBe(own.space);
  expect(client.getQueryData(embeddingQuery(own, 'hello').queryKey)).toBe(vector);
  const score = await client.fetchQuery(similarityQuery(own, 'hello', 'hello'));
  expect(score).toBeCloseTo(1);
  expect(workers.counts.started).toBe(1);
});

test('lists in one client share the vectors of equal texts', async () => {
  const workers = scriptedWorkers();
  const own = scriptedEmbedder(workers);
  const client = new QueryClient();
  const first = await client.fetchQuery(embeddingsQuery(own, ['a', 'b', 'a']));
  const second = await client.fetchQuery(embeddingsQuery(own, ['b', 'c']));
  const asQueries = await client.fetchQuery(embeddingsQuery(own, ['b', 'c'], { role: 'query' }));
  expect(first[2]).toBe(first[0]);
  expect(second[0]).toBe(first[1]);
  expect(asQueries[0]).not.toBe(first[1]);
  expect(workers.batches).toEqual([['a', 'b'], ['c']]);
});

test('similarities and labels are not made of vectors without a meaning, unless that is asked for', async () => {
  const client = new QueryClient();
  const refused = { code: 'backend-unavailable' };
  await expect(client.fetchQuery(similarityQuery(embedder, 'a', 'b'))).rejects.toMatchObject(refused);
  await expect(client.fetchQuery(classificationQuery(embedder, 'a', ['b']))).rejects.toMatchObject(refused);
  const asked = { requireSemantic: false };
  await expect(client.fetchQuery(similarityQuery(embedder, 'a', 'a', asked))).resolves.toBeCloseTo(1);
  await expect(client.fetchQuery(classificationQuery(embedder, 'a', ['a'], asked))).resolves.toHaveLength(1);
  await expect(
    client.fetchQuery(embeddingQuery(embedder, 'a', { requireSemantic: true })),
  ).rejects.toMatchObject(refused);
});

test('the key of many texts is short, and follows from their contents and order', () => {
  const texts = Array.from({ length: 10_000 }, (_, index) => `text ${index}`);
  const { queryKey } = embeddingsQuery(embedder, texts);
  expect(JSON.stringify(queryKey).length).toBeLessThan(200);
  expect(embeddingsQuery(embedder, [...texts]).queryKey).toEqual(queryKey);
  expect(embeddingsQuery(embedder, texts.toReversed()).queryKey).not.toEqual(queryKey);
  expect(embeddingsQuery(embedder, ['ab', 'c']).queryKey).not.toEqual(
    embeddingsQuery(embedder, ['a', 'bc']).queryKey,
  );
});

test('a vector is computed once, also after invalidation, and offline', () => {
  expect(embeddingQuery(embedder, 'hello')).toMatchObject({
    staleTime: 'static',
    networkMode: 'always',
    retry: false,
    structuralSharing: false,
    refetchInterval: false,
  });
});

test('a space that is given is that of the key, and of the vector', async () => {
  const space = 'another-space';
  expect(embeddingQuery(embedder, 'hello', {}, space).queryKey[2]).toBe(space);
  expect(embeddingsQuery(embedder, ['hello'], {}, space).queryKey[2]).toBe(space);
  expect(similarityQuery(embedder, 'hello', 'world', {}, space).queryKey[2]).toBe(space);
  expect(classificationQuery(embedder, 'hello', ['a'], {}, space).queryKey[2]).toBe(space);
  const asked = new QueryClient().fetchQuery(embeddingQuery(embedder, 'hello', {}, space));
  await expect(asked).rejects.toMatchObject({ code: 'space-mismatch' });
});
