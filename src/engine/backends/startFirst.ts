import type { BackendFailure, EmbedderState, LoadProgress } from '../embedder/stateTypes.js';
import { asEmbedError, EmbedError } from '../errors.js';
import { loadingState } from './loadingState.js';
import type { Backend, RunningBackend, StartOptions } from './types.js';

/** A backend that runs. */
export interface StartedBackend {
  readonly backend: Backend;
  readonly running: RunningBackend;
}

/** What came of trying backends: the one that runs, if any, and those that failed before it. */
export interface StartResult {
  readonly started?: StartedBackend;
  readonly failures: readonly BackendFailure[];
}

export interface StartFirstOptions extends Pick<StartOptions, 'onDiagnostics' | 'consent'> {
  readonly report: (state: EmbedderState) => void;
  /** What failed before. */
  readonly failed?: readonly BackendFailure[];
}

/**
 * Starts the first of `backends` that can be started; that the first one is tried is told before. Rejects only when `signal` aborts.
 */
export async function startFirst(
  backends: readonly Backend[],
  signal: AbortSignal,
  { report, onDiagnostics, consent, failed: before = [] }: StartFirstOptions,
): Promise<StartResult> {
  const failures: BackendFailure[] = [...before];
  for (const backend of backends) {
    const { name } = backend;
    const failed = [...failures];
    const onProgress = (progress?: LoadProgress) => report(loadingState(backend, failed, progress));
    if (backend !== backends[0]) onProgress();
    try {
      return {
        started: { backend, running: await backend.start({ signal, onProgress, onDiagnostics, consent }) },
        failures,
      };
    } catch (error) {
      signal.throwIfAborted();
      failures.push({
        backend: name,
        error: asEmbedError(error, 'backend-unavailable', `The ${name} backend could not be started.`),
      });
    }
  }
  return { failures };
}

/** The state of an embedder on a backend that runs, after others failed. */
export function readyState(
  { backend, running }: StartedBackend,
  failures: readonly BackendFailure[],
): EmbedderState {
  const { name, model } = backend;
  const { runtime, encoderUnsupported, diagnostics, persistError } = running;
  return {
    status: 'ready',
    backend: name,
    model,
    runtime,
    failures,
    ...(encoderUnsupported && { encoderUnsupported }),
    ...(diagnostics && { diagnostics }),
    ...(persistError && { persistError }),
  };
}

/** The error of a start in which every attempt failed. */
export function failureOf(failures: readonly BackendFailure[]): EmbedError {
  const [only, ...others] = failures.map(({ error }) => error);
  if (only && others.length === 0) return only;
  const reasons = failures.map(({ backend, error }) => `${backend}: ${error.message}`).join(' ');
  return new EmbedError('backend-unavailable', `No backend could be started. ${reasons}`, {
    details: { failures },
  });
}

/** Tells developers why a backend is in use that is not the first choice. */
export function warnOfFallback({ name }: Backend, failures: readonly BackendFailure[]): void {
  for (const { backend, error } of failures) {
    // biome-ignore lint/suspicious/noConsole: a fallback changes what the app can do, and a developer must hear of it
    console.warn(`react-embeddings: ${name} instead of ${backend}, because: ${error.message}`);
  }
}
