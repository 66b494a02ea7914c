'use client';

import type { QueryClient } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import type { Embedder, EmbedderState } from '../engine/index.js';
import { useEmbedderContext } from './provider/context.js';
import { isKnownSemantic, spaceOfEmbedder, useEmbedderValue } from './useEmbedderValue.js';

/** The state of the embedder, narrowed by `status`, and the embedder itself. */
export type UseEmbedderResult = EmbedderState & {
  readonly embedder: Embedder;
  /** The embedding space of its vectors now: for query options such as `embeddingQuery`. */
  readonly space: string;
  /**
   * Whether its vectors come from a model (`ModelInfo.semantic`): `false` on the hash backend, `undefined` until it is
   * ready.
   */
  readonly semantic: boolean | undefined;
  /** The query client of the hooks below this provider: prefetch vectors into this one. */
  readonly queryClient: QueryClient;
};

const ON_SERVER: EmbedderState = { status: 'idle' };

/** Subscribes to the embedder. Re-renders on each progress of a download, ten times a second at most. */
export function useEmbedder(): UseEmbedderResult {
  const { embedder, queryClient } = useEmbedderContext('useEmbedder');
  const state = useStateOf(embedder);
  const space = useEmbedderValue(embedder, spaceOfEmbedder);
  const semantic = useEmbedderValue(embedder, isKnownSemantic);
  return useMemo(
    () => ({ ...state, embedder, space, semantic, queryClient }),
    [state, embedder, space, semantic, queryClient],
  );
}

/** The state of an embedder that need not be the provider's. Re-renders as often as {@link useEmbedder}. */
export function useStateOf(embedder: Embedder): EmbedderState {
  return useSyncExternalStore(embedder.subscribe, embedder.getState, () => ON_SERVER);
}
