'use client';

import { useCallback } from 'react';

/** An observable. */
interface Source {
  subscribe(listener: () => void): () => void;
}

/**
 * The `subscribe` of something that may be undefined, for `useSyncExternalStore`: the same function for the same
 * source.
 */
export function useSubscribe(source: Source | undefined | null): Source['subscribe'] {
  return useCallback((listener) => source?.subscribe(listener) ?? (() => {}), [source]);
}
