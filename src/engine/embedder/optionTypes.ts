// What an embedder is made with.

import type { ModelChoice } from '../models/catalog.js';
import type { BackendName, GpuPrecision, ModelRuntime } from './stateTypes.js';
import type { VectorCache } from './vectorCache.js';

/** How files are asked for. It crosses to the worker, so it holds values and no functions. */
export interface DownloadOptions {
  /**
   * Sent with each request, such as `Authorization`, which browsers drop on a redirect to another origin. With any other header a
   * redirect is an error in a browser.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether cookies go along. @default 'same-origin' */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  /** How many retries in a row may fail without progress, after a download was interrupted or the server busy. @default 3 */
  readonly retries?: number;
  /** How long, in milliseconds, nothing may come before a download counts as broken off. @default 10000 */
  readonly stallMs?: number;
  /**
   * Models that would be a download of more bytes wait for consent: the load fails with `consent-needed`, whose
   * `details.bytes` say how many, until `load({ consent: true })`. `auto` is 10 MB where the user asks to save data or the
   * device has less than 2 GiB of memory, and elsewhere no limit. What is stored already needs no consent.
   * @default 'auto'
   */
  readonly consentAbove?: number | 'auto';
}

/** Options of {@link createEmbedder}. */
export interface EmbedderOptions {
  /**
   * The id of a model in `catalog` or in `hubModels`; the export of a package of weights, such as
   * `@react-embeddings/all-minilm-l6-v2`; `owner/name` on the Hub or a `ModelSource` for any other model; or your own `ModelSpec`.
   * How a model from the Hub or a `ModelSource` is run is read from its folder, so its `space` is known only once it is loaded.
   * @default 'bge-small-en-v1.5'
   */
  readonly model?: ModelChoice;
  /**
   * Where the models lie: the URL of a folder that holds a folder per model, or a template with `{model}` and
   * `{revision}`.
   * @default 'https://huggingface.co/{model}/resolve/{revision}'
   */
  readonly modelsUrl?: string | URL;
  /** How the model's files are asked for: headers for a server that wants to know who asks, retries, patience. */
  readonly download?: DownloadOptions;
  /**
   * The backends to try, in order. Without `hash` a failed load is an error; with it, there is always an answer.
   * @default ['cpu', 'hash']
   */
  readonly backends?: readonly BackendName[];
  /**
   * What may run the model, in order. A static model is always run as such.
   * @default ['encoder', 'onnxruntime']
   */
  readonly runtimes?: readonly ModelRuntime[];
  /**
   * Workers for bulk work at most, each with the model in its memory. They start when work waits, a third one and each
   * further one only after the one before it has made the work at least a tenth faster. Those beyond the first end after half a
   * minute without work, and have none in a hidden tab. `auto` is half of the processor's threads, 4 at most, and 1 on iOS or
   * with little memory.
   * @default 'auto'
   */
  readonly maxWorkers?: number | 'auto';
  /**
   * One worker for all tabs of this origin that use the same model: a further tab costs no memory for it. The worker is that of one tab;
   * when that tab ends, freezes or crashes, another one takes over within two seconds, and nothing that was asked for is lost. While
   * tabs wait for each other, they hold a Web Lock, with which some browsers do not store a page for "back". Not for the worker
   * of a GPU, which each tab has for itself. Without effect where there are no Web Locks, as on a page without https.
   * @default false
   */
  readonly shareAcrossTabs?: boolean;
  /** The URL of onnxruntime-web's `ort-wasm-simd-threaded.wasm`, for bundlers that do not place it themselves. */
  readonly onnxruntimeUrl?: string | URL;
  /**
   * What a GPU is used for, beside the CPU: `auto` for large batches, from when many texts wait, if it measured faster
   * there; `always` for everything, on a software adapter too; `never` for nothing. Before it is used, its vectors are
   * compared with those of the CPU. With `webgpu` among the backends it is not beside the CPU but before it.
   * @default 'auto'
   */
  readonly webgpu?: 'auto' | 'always' | 'never';
  /**
   * In what the GPU computes: `fp16` where it can (`shader-f16`), the weights fit, and vectors and speed pass the same
   * checks; else it is `fp32`, and `state.diagnostics` says why. The vectors of both lie in one space, with a
   * cosine of at least 0.998 to those of the CPU.
   * @default 'fp32'
   */
  readonly webgpuPrecision?: GpuPrecision;
  /** The URL of this package's `tokenizers.wasm`, which models other than BERT need, for bundlers that do not place it. */
  readonly tokenizersUrl?: string | URL;
  /**
   * Starts the worker, for bundlers that need to see its URL.
   * @default the package's own, without onnxruntime-web
   */
  readonly worker?: () => Worker;
  /**
   * The interim model: a small one, such as `@react-embeddings/static-minilm-256` exports, by which indexes answer until the main
   * model's vectors are complete. It is downloaded before the main model, unless that is stored already. `null`: none.
   * @default none: only words are searched until then. `<EmbedderProvider>` with one of our English models uses
   * static-minilm-256, if the app has imported its package
   */
  readonly interimModel?: ModelChoice | null;
  /** Vectors stored in memory; give several embedders the same cache to share it. */
  readonly cache?: VectorCache;
}

/** Options of {@link Embedder.load}. */
export interface LoadOptions {
  /** Stops waiting. The load itself goes on for other callers; `cancelLoad()` and `dispose()` end it. */
  readonly signal?: AbortSignal;
  /** Tries again the backends that failed, although a later one (`hash`) is ready. */
  readonly retry?: boolean;
  /** The user wants the download, however large: tries again as `retry` does, without `download.consentAbove`. */
  readonly consent?: boolean;
}
