'use client';

import { useSyncExternalStore } from 'react';
import type { Embedder, EmbedderState, EmbedError } from '../engine/index.js';

/** One value of the embedder; renders again only when it changes, not at each step of a download. */
export function useEmbedderValue<T extends string | boolean | undefined>(
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

/** Whether its vectors have a meaning. */
export const isSemantic = (embedder: Embedder): boolean => embedder.model.semantic;

/** The same, once a backend is chosen. */
export const isKnownSemantic = (embedder: Embedder): boolean | undefined =>
  embedder.getState().status === 'ready' ? embedder.model.semantic : undefined;

/** A part of the embedder's state; renders again only when that changes. As if nothing had begun on a server. */
export function useEmbedderState<T extends string | EmbedError | undefined>(
  embedder: Embedder,
  read: (state: EmbedderState) => T,
): T {
  return useSyncExternalStore(
    embedder.subscribe,
    () => read(embedder.getState()),
    () => read({ status: 'idle' }),
  );
}

/** Why there is no model, if it failed and no fallback took its place. */
export const loadErrorOf = (state: EmbedderState) => (state.status === 'error' ? state.error : undefined);

/** The backend in use, once there is one. */
export const backendOf = (state: EmbedderState) => (state.status === 'ready' ? state.backend : undefined);
