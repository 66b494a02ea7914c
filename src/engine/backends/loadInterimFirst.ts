import type { EmbedderState, LoadProgress } from '../embedder/stateTypes.js';
import { listModels } from '../storage/modelStore.js';
import type { Embedder } from '../types.js';
import { defer } from '../utils/promises.js';
import { stallWatch } from '../utils/stallWatch.js';
import { loadingState } from './loadingState.js';
import type { Backend } from './types.js';

/** How long the interim model's download may stand still, in milliseconds, before the main model is fetched beside it. */
const SILENT_MS = 5_000;

/** What waits for the interim model. */
export interface WaitingModel {
  /** Runs the main model. */
  readonly backend: Pick<Backend, 'name' | 'model'>;
  /** The user wants the download, however large. */
  readonly consent: boolean;
  /** Cancels the load. */
  readonly signal: AbortSignal;
  readonly report: (state: EmbedderState) => void;
}

/**
 * Downloads the interim model first, with all the bandwidth, unless the main model is stored. Resolves when it is downloaded or its
 * download stands still. A failure is ignored, since the main model is loaded anyway.
 */
export async function loadInterimFirst(
  interim: Embedder,
  { backend, consent, signal, report }: WaitingModel,
): Promise<void> {
  const tell = (progress?: LoadProgress) => {
    if (!signal.aborted) report(loadingState(backend, [], progress));
  };
  tell();
  const stored = await listModels().catch(() => []);
  if (stored.some(({ id, status }) => id === backend.model.id && status === 'complete')) return;
  const downloaded = defer<void>();
  const silence = stallWatch(SILENT_MS, () => undefined);
  silence.signal.addEventListener('abort', () => downloaded.resolve());
  const unsubscribe = interim.subscribe(() => {
    const state = interim.getState();
    if (state.status !== 'loading') return;
    silence.alive();
    if (state.progress.phase === 'starting') downloaded.resolve();
    else tell({ ...state.progress, phase: 'checking' });
  });
  const loading = interim.load({ consent }).then(
    () => {},
    () => {},
  );
  await Promise.race([loading, downloaded.promise]);
  unsubscribe();
  silence.end();
}
