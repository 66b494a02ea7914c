import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import {
  classificationQuery,
  createEmbedder,
  embeddingQuery,
  embeddingsQuery,
  similarityQuery,
} from '../../src/index.js';

const embedder = createEmbedder({ backends: ['hash'] });

test('the factories work without hooks and without a provider', async () => {
  const client = new QueryClient();
  const vector = await client.fetchQuery(embeddingQuery(embedder, 'hello'));
  expect(vector).toHaveLength(384);
  const vectors = await client.fetchQuery(embeddingsQuery(embedder, ['hello', 'world']));
  expect(vectors[0]).toEqual(vector);
});

test('a key holds the space, the role and the text, and never a vector', () => {
  expect(embeddingQuery(embedder, 'hello', { role: 'query' }).queryKey).toEqual([
    'embedding',
    'hash-based-v1',
    'query',
    'hello',
  ]);
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
  });
});

test('a space that is given is that of the key, and of the vector', async () => {
  const space = 'another-space';
  expect(embeddingQuery(embedder, 'hello', {}, space).queryKey[1]).toBe(space);
  expect(embeddingsQuery(embedder, ['hello'], {}, space).queryKey[1]).toBe(space);
  expect(similarityQuery(embedder, 'hello', 'world', {}, space).queryKey[1]).toBe(space);
  expect(classificationQuery(embedder, 'hello', ['a'], {}, space).queryKey[1]).toBe(space);
  const asked = new QueryClient().fetchQuery(embeddingQuery(embedder, 'hello', {}, space));
  await expect(asked).rejects.toMatchObject({ code: 'space-mismatch' });
});
