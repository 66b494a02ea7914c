import {
  failureOf,
  readyState,
  type StartedBackend,
  startFirst,
  warnOfFallback,
} from '../backends/startFirst.js';
import type { Backend, RunningBackend } from '../backends/types.js';
import type { EmbedError } from '../errors.js';
import { EmbedQueue } from './EmbedQueue.js';
import type { Cache } from './QueuedInputs.js';
import type { BackendFailure, EmbedderDiagnostics, EmbedderState } from './stateTypes.js';

// What only an embedder with something to do needs: a page fetches it with its first load.

/** A backend that runs, and the queue that feeds it. */
export interface Active extends StartedBackend {
  readonly queue: EmbedQueue;
  /** What failed before it. */
  readonly failures: readonly BackendFailure[];
  /** What an embedder tells of it. */
  readonly state: EmbedderState;
}

/** Why no backend runs. */
export interface NoneActive {
  readonly error: EmbedError;
  readonly failures: readonly BackendFailure[];
}

export interface StartActiveOptions {
  readonly signal: AbortSignal;
  readonly report: (state: EmbedderState) => void;
  readonly onDiagnostics: (diagnostics: EmbedderDiagnostics) => void;
  readonly consent: boolean;
  /** The vectors in the space of a backend. */
  readonly cacheOf: (backend: Backend) => Cache<Float32Array>;
  /** What takes over from a backend that is lost. */
  readonly recover: () => Promise<RunningBackend | undefined>;
  /** A queue that goes on, and what failed before: the backend that fed it is lost. */
  readonly before?: Pick<Active, 'queue' | 'failures'>;
}

/** Starts the first of `backends` that can be started, and a queue for it. Rejects only when `signal` aborts. */
export async function startActive(
  backends: readonly Backend[],
  { signal, cacheOf, recover, before, ...options }: StartActiveOptions,
): Promise<Active | NoneActive> {
  const { started, failures } = await startFirst(backends, signal, {
    ...options,
    ...(before && { failed: before.failures }),
  });
  if (signal.aborted) {
    started?.running.stop();
    throw signal.reason;
  }
  if (!started) return { error: failureOf(failures), failures };
  const { backend, running } = started;
  warnOfFallback(backend, failures);
  const { maxTokens } = backend.model;
  const queue =
    before?.queue ?? new EmbedQueue({ backend: running, maxTokens, cache: cacheOf(backend), recover });
  return { ...started, failures, queue, state: readyState(started, failures) };
}
