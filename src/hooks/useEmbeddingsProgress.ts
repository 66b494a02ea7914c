'use client';

import { useCallback, useSyncExternalStore } from 'react';
import type { EmbedProgress } from '../engine/index.js';
import { readProgress, watchProgress } from './queries/embedProgress.js';
import { type EmbeddingQueryOptions, embeddingsQuery } from './queries/vectorQueries.js';
import { useVectorSpace } from './useVectorQuery.js';

const NO_TEXTS: readonly string[] = [];

/**
 * How many of the texts of a `useEmbeddings` with these texts and options have their vectors, while it computes them; `undefined`
 * before and after. Renders again at each batch: use it in a small component.
 */
export function useEmbeddingsProgress(
  texts: readonly string[] | undefined | null,
  { role, requireSemantic }: EmbeddingQueryOptions = {},
): EmbedProgress | undefined {
  const { embedder, queryClient, space } = useVectorSpace('useEmbeddingsProgress');
  const { queryKey } = embeddingsQuery(embedder, texts ?? NO_TEXTS, { role, requireSemantic }, space);
  const subscribe = useCallback(
    (listener: () => void) => watchProgress(queryClient, listener),
    [queryClient],
  );
  return useSyncExternalStore(
    subscribe,
    () => readProgress(queryClient, queryKey),
    () => undefined,
  );
}
