import type { WorkerApi } from '../protocol.js';
import type { DownloadTools } from './download/request.js';
import type { Build } from './encoder/builds.js';
import { loadModel } from './loadModel.js';
import { createModelApi } from './modelApi.js';

/** Options of {@link createPipeline}. */
export interface PipelineOptions {
  /** The build of the encoder. For comparisons: by default the fastest is chosen. */
  readonly build?: Build;
  /** What fetches files. @default the global one */
  readonly fetch?: DownloadTools['fetch'];
}

/** What runs in the worker: files, tokenizer, runtime. */
export function createPipeline(options: PipelineOptions = {}): WorkerApi {
  return createModelApi((input, onProgress) =>
    loadModel(input, { onProgress, build: options.build, fetch: options.fetch }),
  );
}
