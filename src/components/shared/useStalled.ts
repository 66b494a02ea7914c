'use client';

import { useEffect, useState } from 'react';
import type { EmbedderState, LoadProgress } from '../../engine/index.js';

/** As long as this nothing comes before a person is told so. */
const STALLED_MS = 5_000;
const OF_NETWORK: readonly LoadProgress['phase'][] = ['checking', 'downloading'];

/** Whether a load has waited for the network for 5 seconds, and no byte has come. */
export function useStalled(state: EmbedderState): boolean {
  const progress = state.status === 'loading' ? state.progress : undefined;
  const waitsAt = progress && OF_NETWORK.includes(progress.phase) ? progress.loaded : undefined;
  const [stalledAt, setStalledAt] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setStalledAt(waitsAt), STALLED_MS);
    return () => {
      clearTimeout(timer);
      setStalledAt(undefined);
    };
  }, [waitsAt]);
  return waitsAt !== undefined && waitsAt === stalledAt;
}
