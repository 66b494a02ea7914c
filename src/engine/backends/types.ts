import type { BackendName, EmbedderDiagnostics, LoadProgress, RuntimeName } from '../embedder/stateTypes.js';
import type { EmbedError } from '../errors.js';
import type { EmbedRole, ModelInfo } from '../models/types.js';
import type { EmbedOutput, PassageSpan, SplitInput } from '../rpc/embeddingProtocol.js';

/** A way to compute vectors, before it is started. */
export interface Backend {
  readonly name: BackendName;
  readonly model: ModelInfo;
  /** The input to embed for a text of this role, with its prompt. Equal inputs have equal vectors. */
  input(text: string, role: EmbedRole): string;
  /** Begins to fetch the code that `start` needs. */
  prefetch?(): void;
  /** Starts the backend in a realm of its own. Aborting ends the attempt and frees its memory. */
  start(options: StartOptions): Promise<RunningBackend>;
}

/** How a text is to be split. */
export type SplitRequest = Omit<SplitInput, 'text'>;

/** Vectors, and the passages of documents that were split. */
export type Embedded = Pick<EmbedOutput, 'data' | 'passages'>;

export interface StartOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LoadProgress) => void;
  /** Whether the user has consented to the download, however large. */
  readonly consent?: boolean | undefined;
  /** Called when the state of the GPU beside the backend changes, at any time after the start. */
  readonly onDiagnostics: (diagnostics: EmbedderDiagnostics) => void;
}

/** The bulk lane of a backend: a device, such as a GPU, that embeds large batches, one at a time. */
export interface BulkLane {
  /** The smallest and the largest batch, in tokens as `estimateTokens` counts them. */
  readonly minBatchTokens: number;
  readonly batchTokens: number;
  /** As `RunningBackend.embed`. When it rejects, the lane is closed. */
  readonly embed: RunningBackend['embed'];
}

/** A backend that was started. */
export interface RunningBackend {
  /** How many calls of `embed` may run at once, now. */
  readonly concurrency: number;
  /** The largest batch, in tokens as `estimateTokens` counts them. @default 256 */
  readonly batchTokens?: number;
  /**
   * One vector per input, row-major. With `overlap`, inputs are documents, and one that is too long has a vector per passage.
   * Not to be called more than `concurrency` times at once.
   */
  embed(inputs: readonly string[], overlap?: number): Promise<Embedded>;
  /** Embeds queries while all calls of `embed` are taken, between the parts of a batch; one call at a time. */
  readonly embedBetween?: ((inputs: readonly string[]) => Promise<Embedded>) | undefined;
  /** The tokens of each input, also those beyond the model's limit. */
  countTokens(inputs: readonly string[]): Promise<readonly number[]>;
  /** The passages of a text that have at most so many tokens. */
  splitText(text: string, options: SplitRequest): Promise<readonly PassageSpan[]>;
  /** Asks for a higher `concurrency`, since this many inputs wait. Resolves when it is higher; `undefined` if it stays. */
  scaleUp(waiting?: number): Promise<void> | undefined;
  /** The bulk lane for large batches, beside `embed`; it may open and close at any time. */
  readonly bulk?: BulkLane | undefined;
  /** Resolves when the backend crashes. */
  readonly crashed: Promise<EmbedError>;
  /** The code that executes the model. */
  readonly runtime: RuntimeName;
  /** Why the encoder does not execute the model, if it came first. */
  readonly encoderUnsupported?: EmbedError;
  /** The state of the GPU when the backend has started. */
  readonly diagnostics?: EmbedderDiagnostics;
  /** Why the model's files could not be stored, if so. */
  readonly persistError?: EmbedError;
  stop(): void;
}
