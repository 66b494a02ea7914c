import type { BackendName, EmbedderDiagnostics, LoadProgress, RuntimeName } from '../embedder/stateTypes.js';
import type { EmbedError } from '../errors.js';
import type { EmbedRole, ModelInfo } from '../models/types.js';
import type { EmbedOutput, PassageSpan, SplitInput } from '../rpc/embeddingProtocol.js';

/** A way to compute vectors, before anything is started: what an embedder can know and say of it. */
export interface Backend {
  readonly name: BackendName;
  readonly model: ModelInfo;
  /** What is embedded for a text of this role. Equal inputs have equal vectors. */
  input(text: string, role: EmbedRole): string;
  /** Begins to fetch the code that a start takes. */
  prefetch?(): void;
  /** Starts it in a realm of its own. Aborting ends the attempt and gives back what it held. */
  start(options: StartOptions): Promise<RunningBackend>;
}

/** How a text is to be split. */
export type SplitRequest = Omit<SplitInput, 'text'>;

/** Vectors, and the passages of documents that were split. */
export type Embedded = Pick<EmbedOutput, 'data' | 'passages'>;

export interface StartOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LoadProgress) => void;
  /** The user wants the download, however large. */
  readonly consent?: boolean | undefined;
  /** Hears what becomes of the GPU beside a backend, at any time later. */
  readonly onDiagnostics: (diagnostics: EmbedderDiagnostics) => void;
}

/** Where large batches are done, one at a time. */
export interface BulkLane {
  /** In tokens as `estimateTokens` counts them: how many there must be, and how many there may be. */
  readonly minBatchTokens: number;
  readonly batchTokens: number;
  /** When it rejects, the place is gone. */
  readonly embed: RunningBackend['embed'];
}

/** A backend at work. */
export interface RunningBackend {
  /** How many calls of `embed` it can work on at once, now. */
  readonly concurrency: number;
  /** The largest batch that it should be given, in tokens as `estimateTokens` counts them. @default 256 */
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
  /** Asks for more width, since so many inputs wait. Resolves when there is more; `undefined` when there will be none. */
  scaleUp(waiting?: number): Promise<void> | undefined;
  /** A place beside the others for large batches, which is faster with them; it may come and go. */
  readonly bulk?: BulkLane | undefined;
  /** Resolves if it dies of itself. */
  readonly crashed: Promise<EmbedError>;
  /** What does the arithmetic. */
  readonly runtime: RuntimeName;
  /** Why the encoder does not, if it was to. */
  readonly encoderUnsupported?: EmbedError;
  /** What is known of the GPU when it starts. */
  readonly diagnostics?: EmbedderDiagnostics;
  /** Why the model's files could not be stored, if so. */
  readonly persistError?: EmbedError;
  stop(): void;
}
