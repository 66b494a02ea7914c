'use client';

import { useMemo, useSyncExternalStore } from 'react';
import type { Embedder, EmbedderState } from '../engine/index.js';
import { useEmbedderContext } from './context.js';

/** The state of the embedder, narrowed by `status`, and the embedder itself. */
export type UseEmbedderResult = EmbedderState & { readonly embedder: Embedder };

const ON_SERVER: EmbedderState = { status: 'idle' };

/** Watches the embedder. Renders again at each step of a download, ten times a second at most. */
export function useEmbedder(): UseEmbedderResult {
  const { embedder } = useEmbedderContext('useEmbedder');
  const state = useSyncExternalStore(embedder.subscribe, embedder.getState, () => ON_SERVER);
  return useMemo(() => ({ ...state, embedder }), [state, embedder]);
}
