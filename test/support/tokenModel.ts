import { findModel } from '../../src/engine/models/catalog.js';
import type { ModelSpec } from '../../src/engine/models/types.js';
import type { EmbedMethods, WorkerApi } from '../../src/engine/rpc/embeddingProtocol.js';
import { inPageWorker } from '../../src/engine/rpc/inPageWorker.js';
import { createEmbeddingApi } from '../../src/engine/workers/embedding/api.js';
import type { EncodeOptions, Tokenizer } from '../../src/engine/workers/embedding/tokenizer/types.js';
import { bundledFile, fastTokenizer } from './tokenizers.js';

const DIMENSIONS = 384;
const tokenizer = fastTokenizer(bundledFile);

/** A worker with the real tokenizer, whose vectors say which token ids a text has. */
export interface TokenModel {
  readonly spec: ModelSpec;
  readonly worker: () => Worker;
  /** The texts of each call of the worker that has any. */
  readonly calls: readonly (readonly string[])[];
  /** How often each text was tokenized. */
  readonly tokenized: ReadonlyMap<string, number>;
}

/** The rest of the worker is real. */
export function tokenModel(prompt = ''): TokenModel {
  const calls: string[][] = [];
  const tokenized = new Map<string, number>();
  const known = findModel('all-MiniLM-L6-v2');
  const spec = { ...known, prompts: { query: '', document: prompt } };
  const counting: Tokenizer = {
    ...tokenizer,
    encode(texts: readonly string[], options?: EncodeOptions) {
      for (const text of texts) tokenized.set(text, (tokenized.get(text) ?? 0) + 1);
      return tokenizer.encode(texts, options);
    },
  };
  const api = createEmbeddingApi(async () => ({
    spec,
    tokenizer: counting,
    output: { runtime: 'encoder' },
    run: async (encodings) => {
      const data = new Float32Array(encodings.length * DIMENSIONS);
      for (const [row, { ids }] of encodings.entries())
        for (const id of ids) {
          const at = row * DIMENSIONS + (id % DIMENSIONS);
          data[at] = (data[at] ?? 0) + 1;
        }
      return data;
    },
  }));
  const logged: WorkerApi = {
    ...api,
    embed: (input, onProgress) => {
      calls.push([...input.inputs]);
      return api.embed(input, onProgress);
    },
    count: (input, onProgress) => {
      calls.push([...input.inputs]);
      return api.count(input, onProgress);
    },
    split: (input, onProgress) => {
      calls.push([input.text]);
      return api.split(input, onProgress);
    },
  };
  return { spec, worker: () => inPageWorker<EmbedMethods>(logged), calls, tokenized };
}
