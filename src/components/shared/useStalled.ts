'use client';

import type { EmbedderState } from '../../engine/index.js';
import { useDelayedFlag } from '../../hooks/useDelayedFlag.js';

/** How long no byte arrives before the user is told so, in milliseconds. */
const STALLED_MS = 5_000;

/**
 * Whether a load has waited for the network for 5 seconds, and no byte has come. Until it is `starting` it may be wasm that does not
 * come: checking and reading files takes no such time.
 */
export function useStalled(state: EmbedderState): boolean {
  const { phase = 'starting', loaded } = state.status === 'loading' ? state.progress : {};
  return useDelayedFlag(phase !== 'starting', STALLED_MS, loaded);
}
