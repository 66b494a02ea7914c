'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { EmbedError } from '../engine/index.js';
import { type SimilarityQueryOptions, similarityQuery } from './queries/vectorQueries.js';
import {
  isThere,
  useVectorQuery,
  useVectorSpace,
  type VectorObserverOptions,
  type VectorResult,
} from './useVectorQuery.js';

/** Options of {@link useSimilarity}: of the similarity, and of TanStack Query. */
export interface UseSimilarityOptions<Selected = number>
  extends SimilarityQueryOptions,
    VectorObserverOptions<number, Selected> {}

/**
 * The cosine similarity of two texts as a TanStack Query result, from -1 to 1. What a number means depends on the
 * model: compare it with others of the same model. While a text is `undefined` or `null` nothing is computed. On the
 * hash backend `error` is `backend-unavailable`, unless `requireSemantic` is `false`.
 */
export function useSimilarity<Selected = number>(
  a: string | undefined | null,
  b: string | undefined | null,
  { role, requireSemantic, ...options }: UseSimilarityOptions<Selected> = {},
): VectorResult<UseQueryResult<Selected, EmbedError>> {
  const at = useVectorSpace('useSimilarity');
  const query = similarityQuery(at.embedder, a ?? '', b ?? '', { role, requireSemantic }, at.space);
  return useVectorQuery(query, isThere(a) && isThere(b), options, at);
}
