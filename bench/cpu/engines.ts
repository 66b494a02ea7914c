import { createEmbedder, createVectorCache, type EmbedderOptions } from 'react-embeddings/engine';
import { onnxruntimeWorker } from 'react-embeddings/onnxruntime';
import { findModel } from '../../src/engine/models/catalog.js';
import PlainWorker from '../quality/plain.worker.ts?worker';
import type { Answer, Command } from './transformers.worker.js';
import TransformersWorker from './transformers.worker.ts?worker';

/** Who embeds: the peer, onnxruntime-web with our tokenizer, and we in three ways. */
export type EngineName = 'transformers' | 'onnxruntime' | 'ours' | 'plain' | 'two';

export interface Engine {
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
}

/** MiniLM, reading as far as its positions go, so that 512 tokens can be compared. */
const model = { ...findModel('all-MiniLM-L6-v2'), maxTokens: 512 };
const DIMENSIONS = model.dimensions;

const OURS: Record<Exclude<EngineName, 'transformers'>, EmbedderOptions> = {
  onnxruntime: { runtimes: ['onnxruntime'], worker: onnxruntimeWorker, maxWorkers: 1 },
  ours: { runtimes: ['encoder'], maxWorkers: 1 },
  plain: { runtimes: ['encoder'], maxWorkers: 1, worker: () => new PlainWorker() },
  two: { runtimes: ['encoder'], maxWorkers: 2 },
};

export async function startEngine(name: EngineName): Promise<Engine> {
  if (name === 'transformers') return startTransformers();
  const embedder = createEmbedder({
    ...OURS[name],
    model,
    modelsUrl: '/models',
    backends: ['cpu'],
    cache: createVectorCache({ maxVectors: 0 }),
  });
  await embedder.load();
  return { embed: (texts) => embedder.embedMany(texts) };
}

async function startTransformers(): Promise<Engine> {
  const call = await startWorker(new TransformersWorker());
  await call({ type: 'load' });
  return {
    async embed(texts) {
      const answer = await call({ type: 'embed', texts });
      const data = 'data' in answer ? answer.data : new Float32Array();
      return texts.map((_, row) => data.slice(row * DIMENSIONS, (row + 1) * DIMENSIONS));
    },
  };
}

/** A worker that has its script, as a function that it answers. */
export async function startWorker(worker: Worker): Promise<(command: Command) => Promise<Answer>> {
  const next = () =>
    new Promise<Answer>((resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data), { once: true });
      worker.addEventListener('error', ({ message }) => reject(new Error(message)), { once: true });
    });
  await next();
  return (command) => {
    const answer = next();
    worker.postMessage(command);
    return answer;
  };
}
