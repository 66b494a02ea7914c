import { createEmbedder, createVectorCache, type Embedder } from 'react-embeddings/engine';
import { findModel } from '../../src/engine/models/catalog.js';
import { startWorker } from './engines.js';
import { fetchFiles } from './files.js';
import ReadyWorker from './ready.worker.ts?worker';
import { shapes } from './texts.js';
import type { Files } from './transformers.worker.js';

// The same model in 4 and in 8 bits: how long it takes from its bytes to the first vector, and how long 96 texts take.

const files = new Map<string, Promise<Files>>();
const embedders = new Map<string, Embedder>();

/** Milliseconds from bytes in memory to the first vector, in a fresh worker that has its script. */
export async function readyOf(model: string): Promise<number> {
  const call = files.get(model) ?? filesOf(model);
  files.set(model, call);
  const worker = new ReadyWorker();
  const load = await startWorker(worker);
  const answer = await load({ type: 'load', files: await call, model });
  worker.terminate();
  return 'ms' in answer ? answer.ms : Number.NaN;
}

/** Milliseconds of the 96 mixed texts in one call, by one worker. */
export async function indexingOf(model: string): Promise<number> {
  const embedder = embedders.get(model) ?? makeEmbedder(model);
  embedders.set(model, embedder);
  await embedder.load();
  const [texts = []] = shapes.mixed96_one_call;
  const start = performance.now();
  await embedder.embedMany(texts);
  return performance.now() - start;
}

function makeEmbedder(model: string): Embedder {
  return createEmbedder({
    model: findModel(model),
    modelsUrl: '/models',
    backends: ['cpu'],
    runtimes: ['encoder'],
    maxWorkers: 1,
    cache: createVectorCache({ maxVectors: 0 }),
  });
}

function filesOf(model: string): Promise<Files> {
  const { repo, files } = findModel(model);
  return fetchFiles([files.tokenizer, files.weights].map(({ path }) => `/models/${repo}/${path}`));
}
