'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { EmbedError } from '../engine/index.js';
import { useEmbedderContext } from './context.js';
import { type EmbeddingQueryOptions, embeddingsQuery } from './queries.js';
import { spaceOfEmbedder, useEmbedderValue } from './useEmbedderValue.js';

/** Options of {@link useEmbeddings}. */
export interface UseEmbeddingsOptions extends EmbeddingQueryOptions {
  /**
   * Whether to compute them now.
   * @default true
   */
  readonly enabled?: boolean | undefined;
}

/**
 * The vectors of many texts, in their order, as one TanStack Query result. Lists are compared by content: one that is
 * made anew at each render asks for nothing new. When some texts change, only those are computed.
 */
export function useEmbeddings(
  texts: readonly string[],
  { enabled = true, ...options }: UseEmbeddingsOptions = {},
): UseQueryResult<readonly Float32Array[], EmbedError> {
  const { embedder, queryClient } = useEmbedderContext('useEmbeddings');
  const space = useEmbedderValue(embedder, spaceOfEmbedder);
  return useQuery({ ...embeddingsQuery(embedder, texts, options, space), enabled }, queryClient);
}
