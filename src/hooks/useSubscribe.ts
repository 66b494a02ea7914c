'use client';

import { useCallback } from 'react';

/** What tells of its changes. */
interface Source {
  subscribe(listener: () => void): () => void;
}

/** The `subscribe` of something that may not be there yet, for `useSyncExternalStore`: the same function for the same source. */
export function useSubscribe(source: Source | undefined | null): Source['subscribe'] {
  return useCallback((listener) => source?.subscribe(listener) ?? (() => {}), [source]);
}
