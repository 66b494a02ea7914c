import type { WorkerApi } from '../../rpc/embeddingProtocol.js';
import { createModelApi } from './api.js';
import type { DownloadTools } from './download/request.js';
import { loadModel } from './loadModel.js';
import type { Build } from './runtimes/bert/wasmVariants.js';
import type { OnnxRuntimeCode } from './runtimes/startModel.js';

/** Options of {@link createPipeline}. */
export interface PipelineOptions {
  /** The build of the encoder. For comparisons: by default the fastest is chosen. */
  readonly build?: Build;
  /** What fetches files. @default the global one */
  readonly fetch?: DownloadTools['fetch'];
  /** The code of onnxruntime-web. Without it, models that are no BERT cannot run. */
  readonly onnxruntime?: OnnxRuntimeCode;
  /** Where tokenizers.wasm lies, if the page does not say. */
  readonly tokenizersUrl?: () => URL;
}

/** What runs in the worker: files, tokenizer, runtime. */
export function createPipeline(options: PipelineOptions = {}): WorkerApi {
  return createModelApi((input, onProgress) => loadModel(input, { ...options, onProgress }));
}
