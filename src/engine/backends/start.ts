import { asEmbedError } from '../errors.js';
import type { Attempt, EmbedderState, LoadProgress } from '../types.js';
import type { Backend, RunningBackend } from './types.js';

/** What came of trying backends: the one that runs, if any, and those that failed before it. */
export interface StartResult {
  readonly started?: { readonly backend: Backend; readonly running: RunningBackend };
  readonly attempts: readonly Attempt[];
}

const NOTHING_YET: LoadProgress = { phase: 'checking', loaded: 0, total: 0 };

/** Starts the first of `backends` that can be started. Rejects only when `signal` aborts. */
export async function startFirst(
  backends: readonly Backend[],
  signal: AbortSignal,
  report: (state: EmbedderState) => void,
): Promise<StartResult> {
  const attempts: Attempt[] = [];
  for (const backend of backends) {
    const { name } = backend;
    const failed = [...attempts];
    const onProgress = (progress: LoadProgress) =>
      report({ status: 'loading', backend: name, progress, attempts: failed });
    onProgress(NOTHING_YET);
    try {
      const running = await backend.start({ signal, onProgress });
      if (!signal.aborted) return { started: { backend, running }, attempts };
      running.stop();
      throw signal.reason;
    } catch (error) {
      signal.throwIfAborted();
      attempts.push({
        backend: name,
        error: asEmbedError(error, 'backend-unavailable', `The ${name} backend could not be started.`),
      });
    }
  }
  return { attempts };
}
