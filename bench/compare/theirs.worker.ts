import { env, pipeline } from '@huggingface/transformers';
import type { Weights } from './notes.js';

// transformers.js with its cache in the browser, its model and runtime from the app's own server.

env.allowRemoteModels = false;
env.allowLocalModels = true;
env.localModelPath = '/models/';
const { wasm } = env.backends.onnx;
if (wasm)
  wasm.wasmPaths = {
    mjs: '/ort/ort-wasm-simd-threaded.asyncify.mjs',
    wasm: '/ort/ort-wasm-simd-threaded.asyncify.wasm',
  };

/** A model below /models, as transformers.js takes it. */
export interface TheirModel {
  readonly folder: string;
  readonly pooling: 'mean' | 'cls';
  /** What goes before a query. */
  readonly prompt: string;
}

export interface SearchRequest {
  readonly texts: readonly string[];
  readonly query: string;
  readonly weights: Weights;
  /** @default MiniLM */
  readonly model?: TheirModel;
}

const MINILM: TheirModel = { folder: 'all-MiniLM-L6-v2', pooling: 'mean', prompt: '' };

/** Its documentation's example loads the Hub's file by its id alone, which is the one in 8 bits. */
function load(weights: Weights, folder: string) {
  if (weights === 'documented') return pipeline('feature-extraction', `Xenova/${folder}`);
  return pipeline('feature-extraction', folder, { dtype: weights, device: 'wasm' });
}

self.addEventListener('message', async ({ data }: MessageEvent<SearchRequest>) => {
  const { texts, query, weights, model = MINILM } = data;
  const { folder, pooling, prompt } = model;
  const extract = await load(weights, folder);
  const options = { pooling, normalize: true } as const;
  const { data: vectors } = await extract([...texts], options);
  const { data: asked } = await extract([prompt + query], options);
  const score = (row: number) => {
    let sum = 0;
    for (let i = 0; i < asked.length; i += 1)
      sum += Number(asked[i]) * Number(vectors[row * asked.length + i]);
    return sum;
  };
  const scored = texts.map((text, row) => ({ text, score: score(row) }));
  self.postMessage(scored.toSorted((a, b) => b.score - a.score).map(({ text }) => text));
});
self.addEventListener('unhandledrejection', ({ reason }) => reportError(reason));
