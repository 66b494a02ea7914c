'use client';

import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { EmbedError } from '../engine/index.js';
import { useEmbedderContext } from './context.js';
import { type EmbeddingQueryOptions, similarityQuery } from './queries.js';
import { spaceOfEmbedder, useEmbedderValue } from './useEmbedderValue.js';

/**
 * The cosine similarity of two texts as a TanStack Query result, from -1 to 1. What a number means depends on the model: compare it
 * with others of the same model. Asks for nothing while a text is `undefined`.
 */
export function useSimilarity(
  a: string | undefined,
  b: string | undefined,
  options?: EmbeddingQueryOptions,
): UseQueryResult<number, EmbedError> {
  const { embedder, queryClient } = useEmbedderContext('useSimilarity');
  const space = useEmbedderValue(embedder, spaceOfEmbedder);
  const query = similarityQuery(embedder, a ?? '', b ?? '', options, space);
  const isAsked = a !== undefined && b !== undefined;
  return useQuery(isAsked ? query : { ...query, queryFn: skipToken }, queryClient);
}
