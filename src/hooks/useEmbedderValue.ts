'use client';

import { useSyncExternalStore } from 'react';
import type { BackendName, Embedder } from '../engine/index.js';

/** One value of the embedder; renders again only when it changes, not at each step of a download. */
export function useEmbedderValue<T extends string | undefined>(
  embedder: Embedder,
  read: (embedder: Embedder) => T,
): T {
  return useSyncExternalStore(
    embedder.subscribe,
    () => read(embedder),
    () => read(embedder),
  );
}

/** The space that the embedder's vectors lie in now. */
export const spaceOfEmbedder = (embedder: Embedder): string => embedder.space;

/** The backend in use, once there is one. */
export function backendOfEmbedder(embedder: Embedder): BackendName | undefined {
  const state = embedder.getState();
  return state.status === 'ready' ? state.backend : undefined;
}
