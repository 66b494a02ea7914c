import { failureOf, readyState, startFirst, warnOfFallback } from '../backends/startFirst.js';
import type { Backend, RunningBackend } from '../backends/types.js';
import type { ActiveBackend, NoBackend } from './activeBackend.js';
import { EmbedQueue } from './EmbedQueue.js';
import { type FailoverHost, failoverOf } from './failover.js';
import type { Cache } from './QueuedInputs.js';
import type { EmbedderDiagnostics, EmbedderState } from './stateTypes.js';

// What only an embedder with something to do needs: a page fetches it with its first load.

export interface StartActiveOptions {
  readonly signal: AbortSignal;
  readonly report: (state: EmbedderState) => void;
  readonly onDiagnostics: (diagnostics: EmbedderDiagnostics) => void;
  readonly consent: boolean;
  /** The vectors in the space of a backend. */
  readonly cacheOf: (backend: Backend) => Cache<Float32Array>;
  readonly host: FailoverHost;
  /** A queue that goes on, and what failed before: the backend that fed it is lost. */
  readonly before?: Pick<ActiveBackend, 'queue' | 'failures'>;
}

/** Starts the first of `backends` that can be started, and a queue for it. Rejects only when `signal` aborts. */
export async function startActive(
  backends: readonly Backend[],
  { signal, cacheOf, host, before, ...options }: StartActiveOptions,
): Promise<ActiveBackend | NoBackend> {
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
    before?.queue ??
    new EmbedQueue({ backend: running, maxTokens, cache: cacheOf(backend), recover: () => recover(host) });
  const active = { ...started, failures, queue, state: readyState(started, failures) };
  return { ...active, failOver: failoverOf(host, active) };
}

/** What takes over from the backend that runs, when it is lost. */
async function recover(host: FailoverHost): Promise<RunningBackend | undefined> {
  const active = host.active();
  return active?.failOver?.(await active.running.crashed);
}
