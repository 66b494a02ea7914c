import type { WorkerApi } from '../../rpc/embeddingProtocol.js';
import { createEmbeddingApi } from './api.js';
import { loadModel } from './loadModel.js';
import type { PipelineOptions } from './types.js';

/** What runs in the worker: files, tokenizer, runtime. */
export function createPipeline(options: PipelineOptions = {}): WorkerApi {
  return createEmbeddingApi((input, onProgress) => loadModel(input, { ...options, onProgress }));
}
