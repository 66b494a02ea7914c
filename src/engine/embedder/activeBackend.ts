import type { StartedBackend } from '../backends/startFirst.js';
import type { RunningBackend } from '../backends/types.js';
import type { EmbedError } from '../errors.js';
import type { EmbedQueue } from './EmbedQueue.js';
import type { BackendFailure, EmbedderState } from './stateTypes.js';

/** A backend that runs, and the queue that feeds it. */
export interface ActiveBackend extends StartedBackend {
  readonly queue: EmbedQueue;
  /** What failed before it. */
  readonly failures: readonly BackendFailure[];
  /** What an embedder tells of it. */
  readonly state: EmbedderState;
  /** Lets another backend go on when this one is lost; undefined if none can. Resolves to the one that runs. */
  readonly failOver: ((error: EmbedError) => Promise<RunningBackend | undefined>) | undefined;
}

/** Why no backend runs. */
export interface NoBackend {
  readonly error: EmbedError;
  readonly failures: readonly BackendFailure[];
}
