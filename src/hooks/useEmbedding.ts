'use client';

import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { EmbedError } from '../engine/index.js';
import { useEmbedderContext } from './context.js';
import { type EmbeddingQueryOptions, embeddingQuery } from './queries.js';
import { spaceOfEmbedder, useEmbedderValue } from './useEmbedderValue.js';

/**
 * The vector of a text as a TanStack Query result: `data` is `dimensions` numbers, to be read and not written, since all
 * components with this text share it. Components with one text cause one computation. `undefined` asks for nothing.
 */
export function useEmbedding(
  text: string | undefined,
  options?: EmbeddingQueryOptions,
): UseQueryResult<Float32Array, EmbedError> {
  const { embedder, queryClient } = useEmbedderContext('useEmbedding');
  const space = useEmbedderValue(embedder, spaceOfEmbedder);
  const query = embeddingQuery(embedder, text ?? '', options, space);
  return useQuery(text === undefined ? { ...query, queryFn: skipToken } : query, queryClient);
}
