// What an embedder says of itself: where it computes, how far it is, what failed.

import type { EmbedError } from '../errors.js';
import type { ModelInfo } from '../models/types.js';

/**
 * How a BERT computes on the GPU: `fp32`, or `fp16`, which computes in half precision and stores float weights as float16. Not
 * the precision of an index, which says how vectors are stored.
 */
export type GpuPrecision = 'fp32' | 'fp16';

/**
 * Where vectors are computed: `browser` is the browser's own model (`SemanticEmbedder`), where it has one; `webgpu` runs the model on
 * the GPU, `cpu` in wasm; `hash` needs no model, and its vectors have no meaning.
 */
export type BackendName = 'browser' | 'webgpu' | 'cpu' | 'hash';

/**
 * The code that executes a model: `encoder`, this library's own, for BERT models; `onnxruntime`, which runs any ONNX file, several
 * times slower; or `static`, which adds up token vectors, for static models.
 */
export type ModelRuntime = 'encoder' | 'onnxruntime' | 'static';

export type RuntimeName = ModelRuntime | 'browser' | 'hash';

/** What was found out about a GPU while a model was started on it. */
export interface GpuFacts {
  readonly vendor: string;
  readonly architecture: string;
  /** Whether it is a program that only acts as a GPU. */
  readonly software: boolean;
  /**
   * Which kernels multiply, the fastest with correct vectors on this GPU: `direct` from global memory, `tiled` in workgroup
   * memory, `dot` tiled with 8-bit integer dot products.
   */
  readonly kernels: 'direct' | 'tiled' | 'dot';
  /** The least cosine between its vectors of the probe texts and those of the CPU. */
  readonly cosine: number;
  /** In what it computes. */
  readonly precision: GpuPrecision;
  /** What a token cost it, in milliseconds, when the shaders were there. */
  readonly msPerToken: number;
  /** Milliseconds for one text of 16 tokens and for 8 of 128; absent when nothing was to be compared. */
  readonly benchmark?: Readonly<Record<'one' | 'many', { readonly cpu: number; readonly webgpu: number }>>;
}

/** What has become of the GPU. */
export type GpuState =
  /** Not started: `webgpu` is `never`, or not enough texts have waited yet. */
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
export interface EmbedderDiagnostics {
  readonly webgpu: GpuState;
}

/** How far a load has come. */
export interface LoadProgress {
  /** `checking` the store, `reading` from it or `downloading` and `verifying`, then `starting` the runtime. */
  readonly phase: 'checking' | 'reading' | 'downloading' | 'verifying' | 'starting';
  /** Bytes so far, of `total`. Never decreases within a load, except after `checking` has counted those of the interim model. */
  readonly loaded: number;
  readonly total: number;
}

/** A backend that was tried and could not be used. */
export interface BackendFailure {
  readonly backend: BackendName;
  readonly error: EmbedError;
}

/** What an embedder is doing. `failures` are the backends that failed on the way here, in order. */
export type EmbedderState =
  | { readonly status: 'idle' }
  | {
      readonly status: 'loading';
      readonly backend: BackendName;
      readonly progress: LoadProgress;
      readonly failures: readonly BackendFailure[];
    }
  | {
      readonly status: 'ready';
      readonly backend: BackendName;
      readonly model: ModelInfo;
      readonly failures: readonly BackendFailure[];
      /** The code that executes the model. */
      readonly runtime: RuntimeName;
      /** Why the model runs on onnxruntime-web, where the encoder came first: it cannot run this model, or not on this machine. */
      readonly encoderUnsupported?: EmbedError;
      /** What has become of the GPU; absent on the backends `hash` and `browser`. */
      readonly diagnostics?: EmbedderDiagnostics;
      /** Why the model's files could not be stored for the next visit, if so. The embedder works anyway. */
      readonly persistError?: EmbedError;
    }
  | { readonly status: 'error'; readonly error: EmbedError; readonly failures: readonly BackendFailure[] }
  | { readonly status: 'disposed' };
