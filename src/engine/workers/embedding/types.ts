import type { ModelSpec } from '../../models/types.js';
import type { LoadOutput } from '../../rpc/embeddingProtocol.js';
import type { DownloadTools } from './download/request.js';
import type { WasmVariant } from './runtimes/encoder/wasmVariants.js';
import type { OnnxRuntimeCode } from './runtimes/startModel.js';
import type { RunModel } from './runtimes/types.js';
import type { Tokenizer } from './tokenizer/types.js';

/** A model that is ready, and what the page is told of it. */
export interface LoadedModel {
  readonly spec: ModelSpec;
  readonly tokenizer: Tokenizer;
  readonly run: RunModel;
  readonly output: LoadOutput;
}
/** Options of {@link createPipeline}. */
export interface PipelineOptions {
  /** The build of the encoder. For comparisons: by default the fastest is chosen. */
  readonly build?: WasmVariant;
  /** What fetches files. @default the global one */
  readonly fetch?: DownloadTools['fetch'];
  /** The code of onnxruntime-web. Without it, models that are no BERT cannot run. */
  readonly onnxruntime?: OnnxRuntimeCode;
  /** Where tokenizers.wasm lies, if the page does not say. */
  readonly tokenizersUrl?: () => URL;
}
