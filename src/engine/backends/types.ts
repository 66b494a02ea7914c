import type { EmbedError } from '../errors.js';
import type { ModelInfo, Role } from '../models.js';
import type { BackendName, LoadProgress } from '../types.js';

/** A way to compute vectors, before anything is started: what an embedder can know and say of it. */
export interface Backend {
  readonly name: BackendName;
  readonly model: ModelInfo;
  /** What is embedded for a text of this role. Equal inputs have equal vectors. */
  input(text: string, role: Role): string;
  /** Starts it in a realm of its own. Aborting ends the attempt and gives back what it held. */
  start(options: StartOptions): Promise<RunningBackend>;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LoadProgress) => void;
}

/** A backend at work. Not to be called again before the last call has settled. */
export interface RunningBackend {
  /** One vector per input, one behind the other. */
  embed(inputs: readonly string[]): Promise<Float32Array>;
  /** Resolves if it dies of itself. */
  readonly crashed: Promise<EmbedError>;
  /** Why the model's files could not be kept, if so. */
  readonly notKept?: EmbedError;
  stop(): void;
}
