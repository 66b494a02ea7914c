import { cosineSimilarity, embed, embedMany } from 'ai';
import { afterEach, expect, test } from 'vitest';
import { aiSdkModel } from '../../src/adapters/aiSdk.js';
import { createEmbedder, type Embedder } from '../../src/engine/index.js';
import { scriptedWorkers } from '../support/scriptedWorker.js';

// The real AI SDK asks; what the worker says is scripted.

let embedder: Embedder;
afterEach(() => embedder.dispose());

function modelOf(options?: Parameters<typeof aiSdkModel>[1]) {
  const workers = scriptedWorkers();
  embedder = createEmbedder({ backends: ['cpu'], worker: workers.worker });
  return { model: aiSdkModel(embedder, options), workers };
}

test('embed and embedMany give the vectors of the embedder, as lists of numbers', async () => {
  const { model } = modelOf();
  const { embedding } = await embed({ model, value: 'a cat' });
  expect(embedding).toEqual([...(await embedder.embed('a cat'))]);
  const values = Array.from({ length: 3 }, (_, i) => 'x'.repeat(i + 1));
  const { embeddings } = await embedMany({ model, values });
  expect(embeddings).toEqual((await embedder.embedMany(values)).map((vector) => [...vector]));
  expect(cosineSimilarity(embedding, embedding)).toBeCloseTo(1, 5);
});

test('texts get the prompt of the role that was named', async () => {
  const { model, workers } = modelOf({ role: 'query' });
  await embed({ model, value: 'a cat' });
  expect(workers.batches.flat()).toEqual(['Represent this sentence for searching relevant passages: a cat']);
  expect(model.modelId).toBe('bge-small-en-v1.5');
});

test('giving up ends the call', async () => {
  const { model } = modelOf();
  const ended = new AbortController();
  ended.abort(new Error('gone'));
  await expect(embed({ model, value: 'a cat', abortSignal: ended.signal, maxRetries: 0 })).rejects.toThrow(
    'gone',
  );
});

test('vectors without a meaning are an error, unless they are asked for', async () => {
  embedder = createEmbedder({ backends: ['hash'] });
  const asked = embed({ model: aiSdkModel(embedder), value: 'a cat', maxRetries: 0 });
  await expect(asked).rejects.toMatchObject({ code: 'backend-unavailable' });
  const model = aiSdkModel(embedder, { requireSemantic: false });
  expect((await embed({ model, value: 'a cat' })).embedding).toHaveLength(384);
});
