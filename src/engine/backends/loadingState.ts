import type { BackendFailure, EmbedderState, LoadProgress } from '../embedder/stateTypes.js';
import type { Backend } from './types.js';

const INITIAL_PROGRESS: LoadProgress = { phase: 'checking', loaded: 0, total: 0 };

/** The state of an embedder that starts a backend, after others failed. */
export const loadingState = (
  { name }: Pick<Backend, 'name'>,
  failures: readonly BackendFailure[],
  progress: LoadProgress = INITIAL_PROGRESS,
): EmbedderState => ({ status: 'loading', backend: name, progress, failures });
