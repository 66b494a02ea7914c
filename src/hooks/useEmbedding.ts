'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { EmbedError } from '../engine/index.js';
import { type EmbeddingQueryOptions, embeddingQuery } from './queries/vectorQueries.js';
import {
  isThere,
  useVectorQuery,
  useVectorSpace,
  type VectorObserverOptions,
  type VectorResult,
} from './useVectorQuery.js';

/** Options of {@link useEmbedding}: of the vector, and of TanStack Query. */
export interface UseEmbeddingOptions<Selected = Float32Array>
  extends EmbeddingQueryOptions,
    VectorObserverOptions<Float32Array, Selected> {}

/**
 * The vector of a text as a TanStack Query result: `data` is a `Float32Array` of `dimensions` numbers. Treat it as
 * read-only: all components with this text share it, and requests for equal texts are deduplicated. For `undefined` or
 * `null` nothing is computed.
 */
export function useEmbedding<Selected = Float32Array>(
  text: string | undefined | null,
  { role, requireSemantic, ...options }: UseEmbeddingOptions<Selected> = {},
): VectorResult<UseQueryResult<Selected, EmbedError>> {
  const at = useVectorSpace('useEmbedding');
  const query = embeddingQuery(at.embedder, text ?? '', { role, requireSemantic }, at.space);
  return useVectorQuery(query, isThere(text), options, at);
}
