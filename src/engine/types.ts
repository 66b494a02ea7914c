import type { VectorCache } from './embedder/vectorCache.js';
import type { EmbedError } from './errors.js';
import type { ModelChoice } from './models/catalog.js';
import type { ModelInfo, Role } from './models/types.js';
import type { Span } from './rpc/searchProtocol.js';

/**
 * Where vectors are computed: `browser` is the browser's own model (`SemanticEmbedder`), where it has one; `webgpu` runs the model on the GPU, `cpu` in wasm, `hash` needs no model and knows no
 * meaning.
 */
export type BackendName = 'browser' | 'webgpu' | 'cpu' | 'hash';

/**
 * What does the arithmetic of a model: `encoder`, this library's own, for BERT models; `onnxruntime`, which runs any ONNX
 * file, several times slower; or `static`, which adds up token vectors, for models that are nothing else.
 */
export type ModelRuntime = 'encoder' | 'onnxruntime' | 'static';
export type RuntimeName = ModelRuntime | 'browser' | 'hash';

/**
 * In what a BERT computes on the GPU: `fp32`, or `fp16`, which rounds to 11 bits and stores weights that are floats so. Not the precision
 * of an index, which says how vectors are stored.
 */
export type GpuPrecision = 'fp32' | 'fp16';

/** What was found out about a GPU while a model was started on it. */
export interface GpuFacts {
  readonly vendor: string;
  readonly architecture: string;
  /** Whether it is a program that only acts as a GPU. */
  readonly software: boolean;
  /**
   * Which kernels multiply, the fastest on this GPU: `direct` from global memory, `tiled` over workgroup memory, `dot` so and
   * in integers of 8 bits.
   */
  readonly kernels: 'direct' | 'tiled' | 'dot';
  /** The least cosine between its vectors of the probe texts and those of the CPU. */
  readonly cosine: number;
  /** In what it computes. */
  readonly precision: GpuPrecision;
  /** What a token cost it, in milliseconds, when the shaders were there. */
  readonly msPerToken: number;
  /** Milliseconds for one text of 16 tokens and for 8 of 128; absent when nothing was to be compared. */
  readonly race?: Readonly<Record<'one' | 'many', { readonly cpu: number; readonly webgpu: number }>>;
}

/** What has become of the GPU. */
export type GpuState =
  /** It is not brought up before much work waits, or never, as `webgpu` says. */
  | { readonly status: 'unused' }
  | { readonly status: 'starting' }
  /**
   * It does batches of `minBatchTokens` tokens and more; the CPU does the others. `fp16FallbackReason` is why it computes in fp32 where
   * fp16 was asked for: `details.reason` is a word for it.
   */
  | {
      readonly status: 'used';
      readonly facts: GpuFacts;
      readonly minBatchTokens: number;
      readonly fp16FallbackReason?: EmbedError;
    }
  /** Why not: `error.details.reason` is a word for it. */
  | { readonly status: 'refused'; readonly error: EmbedError };

/** What an embedder found out about the machine. */
export interface Diagnostics {
  readonly webgpu: GpuState;
}

/** How far a load has come. */
export interface LoadProgress {
  /** `checking` the store, `reading` from it or `downloading` and `verifying`, then `starting` the runtime. */
  readonly phase: 'checking' | 'reading' | 'downloading' | 'verifying' | 'starting';
  /** Bytes so far, of `total`. Never goes back within a load, but for those of the small model that goes first, while `checking`. */
  readonly loaded: number;
  readonly total: number;
}

/** A backend that was tried and could not be used. */
export interface BackendFailure {
  readonly backend: BackendName;
  readonly error: EmbedError;
}

/** What an embedder is doing. `attempts` are the backends that failed on the way here, in order. */
export type EmbedderState =
  | { readonly status: 'idle' }
  | {
      readonly status: 'loading';
      readonly backend: BackendName;
      readonly progress: LoadProgress;
      readonly attempts: readonly BackendFailure[];
    }
  | {
      readonly status: 'ready';
      readonly backend: BackendName;
      readonly model: ModelInfo;
      readonly attempts: readonly BackendFailure[];
      /** What does the arithmetic. */
      readonly runtime: RuntimeName;
      /** Why onnxruntime-web does and not the encoder, if it was to: the model is no BERT, or the machine not right. */
      readonly encoderUnsupported?: EmbedError;
      /** What has become of the GPU; absent on the hash backend. */
      readonly diagnostics?: Diagnostics;
      /** Why the model's files could not be stored for the next visit, if so. The embedder works all the same. */
      readonly persistError?: EmbedError;
    }
  | { readonly status: 'error'; readonly error: EmbedError; readonly attempts: readonly BackendFailure[] }
  | { readonly status: 'disposed' };

/** How files are asked for. It crosses to the worker, so it holds values and no functions. */
export interface DownloadOptions {
  /** Sent with each request, such as `Authorization`. A redirect to another origin takes that one away. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether cookies go along. @default 'same-origin' */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  /** How often a download that breaks off, or meets a busy server, is tried again without getting on. @default 3 */
  readonly retries?: number;
  /** How long, in milliseconds, nothing may come before a download counts as broken off. @default 10000 */
  readonly stallMs?: number;
  /**
   * Models that would be a download of more bytes wait for consent: the load fails with `consent-needed`, whose
   * `details.bytes` say how many, until `load({ consent: true })`. `auto` is 10 MB where the person asks to save data or the
   * device has less than 2 GiB of memory, and elsewhere no limit. What is stored already needs no consent.
   * @default 'auto'
   */
  readonly consentAbove?: number | 'auto';
}

/** Options of {@link createEmbedder}. */
export interface EmbedderOptions {
  /**
   * The id of a model in the catalog; what a package of weights exports, such as
   * `@react-embeddings/all-minilm-l6-v2`; any other by `owner/name` on the Hub, or by where it lies; or a description of
   * your own. A folder's own files tell how its model is run, so its `space` is known when it is loaded.
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
   * Workers for bulk work, each with the model in its memory. They start when work waits, and those beyond the first end
   * after half a minute without any. `auto` is half of the processor's threads, 4 at most, and 1 on iOS or with little
   * memory.
   * @default 'auto'
   */
  readonly pool?: number | 'auto';
  /**
   * One worker for all tabs of this origin that use the same model: a further tab costs no memory for it. The worker is that of one tab;
   * when that tab ends, freezes or crashes, another one takes over within two seconds, and nothing that was asked for is lost. While
   * tabs wait for each other, they hold a Web Lock, with which some browsers do not store a page for "back". Not for the worker
   * of a GPU, which each tab has for itself. Without effect where there are no Web Locks, as on a page without https.
   * @default false
   */
  readonly shareAcrossTabs?: boolean;
  /** The URL of onnxruntime-web's `ort-wasm-simd-threaded.wasm`, for bundlers that do not place it themselves. */
  readonly runtimeUrl?: string | URL;
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
  /** The URL of this package's `tokenizers.wasm`, which models other than BERT need, for such bundlers. */
  readonly tokenizersUrl?: string | URL;
  /**
   * Starts the worker, for bundlers that need to see its URL.
   * @default () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
   */
  readonly worker?: () => Worker;
  /**
   * A small model, such as `@react-embeddings/static-minilm-256` exports, by which indexes answer until the vectors of the large
   * one are whole. It is downloaded before the large one, unless that is stored already.
   * @default none: words alone are searched until then
   */
  readonly interimModel?: ModelChoice;
  /** Vectors stored in memory; give several embedders the same cache to share it. */
  readonly cache?: VectorCache;
}

/** Options of {@link Embedder.load}. */
export interface LoadOptions {
  /** Stops waiting. The load itself goes on for other callers; `dispose()` ends it. */
  readonly signal?: AbortSignal;
  /** Tries again the backends that failed, although a later one (`hash`) is ready. */
  readonly retry?: boolean;
  /** The person wants the download, however large: tries again as `retry` does, without `download.consentAbove`. */
  readonly consent?: boolean;
}

/** Options of {@link Embedder.embed}. */
export interface EmbedOptions {
  /** @default 'document' */
  readonly role?: Role;
  /** Aborts the call. Queued work that no other caller needs is cancelled. */
  readonly signal?: AbortSignal;
  /** Rejects with `space-mismatch` when the vectors would lie in another space than this one. */
  readonly space?: string;
  /**
   * Rejects with `backend-unavailable` when the vectors would have no meaning (`ModelInfo.semantic`), as on the hash backend.
   * @default false
   */
  readonly requireSemantic?: boolean;
}

/** Options of {@link Embedder.embedMany}. */
export interface EmbedManyOptions extends EmbedOptions {
  /** Called after each batch. */
  readonly onProgress?: (progress: EmbedProgress) => void;
}

/** Options of {@link Embedder.countTokens}. */
export interface CountTokensOptions {
  /** Whose prompt is counted too. @default 'document' */
  readonly role?: Role;
  /** Gives up waiting. */
  readonly signal?: AbortSignal;
}

/** How long a text is to the model. */
export interface TokenCount {
  /** With the special tokens and the prompt of its role; also what lies beyond the model's limit. */
  readonly tokens: number;
  /** Whether it has more tokens than the model reads, so that `embed` cuts its end off. */
  readonly truncated: boolean;
}

/** Options of {@link Embedder.splitText}. */
export interface SplitTextOptions extends CountTokensOptions {
  /**
   * The longest passage, in tokens, with the special ones and the prompt of its role.
   * @default the model's `maxTokens`
   */
  readonly maxTokens?: number;
  /**
   * How many tokens at most a passage repeats of the one before it.
   * @default 0
   */
  readonly overlap?: number;
}

/** A part of a text that the model can read. */
export interface Passage {
  /** `whole.slice(start, end)` of the text that was split. */
  readonly text: string;
  /** In UTF-16 units, as JavaScript's strings count. */
  readonly start: number;
  readonly end: number;
  /** As `countTokens` counts them. */
  readonly tokens: number;
}

/** Options of {@link Embedder.embedDocuments}. */
export interface EmbedDocumentsOptions extends Pick<EmbedOptions, 'signal' | 'space'> {
  /**
   * How many tokens at most a passage repeats of the one before it; a quarter of what the model reads at most.
   * @default 32
   */
  readonly overlap?: number;
  /** Called after each batch. `done` counts texts; of a long one the passages that are done are a fraction. */
  readonly onProgress?: (progress: EmbedProgress) => void;
}

/** Documents as an index holds them. */
export interface DocumentVectors {
  /** The passages of each text, in order, at least one: start and end in UTF-16 units. */
  readonly passages: readonly (readonly Span[])[];
  /** One vector per passage, row-major `[passages of all texts, dimensions]`. The caller's own, and may be transferred. */
  readonly vectors: Float32Array<ArrayBuffer>;
  readonly dimensions: number;
  /** The vector space in which they lie. */
  readonly space: string;
}

/** How many texts of a call have their vector, of `total`. */
export interface EmbedProgress {
  readonly done: number;
  readonly total: number;
}

/** Turns texts into vectors. Made by {@link createEmbedder}; ended by its creator. */
export interface Embedder extends AsyncDisposable {
  /** The model in use, or before the load the one that will be tried first. */
  readonly model: ModelInfo;
  /** That of `EmbedderOptions.interimModel`, where there is one. It ends with this one. */
  readonly interim?: Embedder;
  /** `model.space`. It changes only when the embedder falls back to another backend, or comes back from it. */
  readonly space: string;
  /** The same object until something changes. */
  getState(): EmbedderState;
  /** Calls `listener` after each change of state; returns what ends that. */
  subscribe(listener: () => void): () => void;
  /**
   * Makes the embedder ready; does nothing when it is. Never needed: the first text that has no vector yet does it.
   * @returns the model in use; its `semantic` says whether vectors have a meaning
   * @throws {EmbedError} `model-not-found`, `model-load-failed`, `integrity-mismatch`, `consent-needed`, `worker-crashed`, or
   * `backend-unavailable` with `details.attempts` when several backends failed. May be called again after a failure.
   */
  load(options?: LoadOptions): Promise<ModelInfo>;
  /**
   * Ends a load that is under way, for everyone who waits for it: what they asked for is rejected with `load-cancelled`, and so
   * is the state until the next load. Does nothing otherwise.
   */
  cancelLoad(): void;
  /**
   * The vector of one text: `dimensions` numbers, of length 1 (L2) unless the model says otherwise. The caller's own.
   * An empty text has a vector too: that of the model's special tokens. Lone surrogates count as U+FFFD.
   * With `hash` among the backends, as by default, it may have no meaning: see `model.semantic` and `requireSemantic`.
   * @throws {EmbedError} as `load`; `invalid-input`, `inference-failed`, `space-mismatch`, `disposed`.
   */
  embed(text: string, options?: EmbedOptions): Promise<Float32Array>;
  /** The vectors of many texts, in their order. Equal texts are computed once. Errors as `embed`. */
  embedMany(texts: readonly string[], options?: EmbedManyOptions): Promise<Float32Array[]>;
  /**
   * How many tokens texts have, and so whether the model reads all of them.
   * @throws {EmbedError} as `load`; `invalid-input`, `disposed`, and `backend-unavailable` on the hash backend.
   */
  countTokens(texts: readonly string[], options?: CountTokensOptions): Promise<TokenCount[]>;
  /**
   * Splits a text that is longer than the model reads into passages: between sentences where it can, else between words,
   * and inside of words only where one alone is too long; never inside of what people see as one character. The
   * passages, in order, hold all of the text but the white space around them; a text of white space has none.
   * @throws {EmbedError} as `countTokens`; `invalid-input` when the options leave no room for a text.
   */
  splitText(text: string, options?: SplitTextOptions): Promise<Passage[]>;
  /**
   * The passages of documents of any length, and their vectors. A text that the model reads whole is one passage; a longer one is
   * split as by `splitText`. A text goes to a worker once, is tokenized there once, and shares a call with others.
   * @throws {EmbedError} as `embed`; `backend-unavailable` on the hash backend.
   */
  embedDocuments(texts: readonly string[], options?: EmbedDocumentsOptions): Promise<DocumentVectors>;
  /** Ends the worker, rejects what is pending with `disposed`. May be called twice. */
  dispose(): Promise<void>;
}
