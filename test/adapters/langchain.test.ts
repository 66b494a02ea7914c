import { Document } from '@langchain/core/documents';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { FakeVectorStore } from '@langchain/core/utils/testing';
import { afterEach, expect, test } from 'vitest';
import { langChainEmbeddings } from '../../src/adapters/langchain.js';
import { createEmbedder } from '../../src/engine/index.js';
import { lookUpWorkers } from '../support/scriptedWorker.js';

// A vector store of the real LangChain asks; what texts mean is scripted.

const ended: AsyncDisposable[] = [];
afterEach(async () => {
  for (const thing of ended.splice(0)) await thing[Symbol.asyncDispose]();
});

test('a vector store finds documents by a query, each with the prompt of its role', async () => {
  const prompt = 'Represent this sentence for searching relevant passages: ';
  const embedder = createEmbedder({
    backends: ['cpu'],
    worker: lookUpWorkers({ milk: [1], dentist: [0, 1], [`${prompt}toothache`]: [0.1, 0.9] }).worker,
  });
  ended.push(embedder);
  const embeddings: EmbeddingsInterface = langChainEmbeddings(embedder);
  const store = new FakeVectorStore(embeddings);
  await store.addDocuments(['milk', 'dentist'].map((pageContent) => new Document({ pageContent })));
  const [found] = await store.similaritySearch('toothache', 1);
  expect(found?.pageContent).toBe('dentist');
});

test('vectors without a meaning are an error, unless they are asked for', async () => {
  const embedder = createEmbedder({ backends: ['hash'] });
  ended.push(embedder);
  const refused = { code: 'backend-unavailable' };
  await expect(langChainEmbeddings(embedder).embedDocuments(['a cat'])).rejects.toMatchObject(refused);
  await expect(langChainEmbeddings(embedder).embedQuery('a cat')).rejects.toMatchObject(refused);
  const embeddings = langChainEmbeddings(embedder, { requireSemantic: false });
  expect(await embeddings.embedQuery('a cat')).toHaveLength(384);
});
