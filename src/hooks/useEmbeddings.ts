'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { EmbedError } from '../engine/index.js';
import { type EmbeddingQueryOptions, embeddingsQuery, type VectorKey } from './queries/vectorQueries.js';
import {
  isThere,
  useVectorQuery,
  useVectorSpace,
  type VectorObserverOptions,
  type VectorResult,
} from './useVectorQuery.js';

type Vectors = readonly Float32Array[];

/** Options of {@link useEmbeddings}: of the vectors, and of TanStack Query. */
export interface UseEmbeddingsOptions<Selected = Vectors>
  extends EmbeddingQueryOptions,
    VectorObserverOptions<Vectors, Selected> {}

const NO_TEXTS: readonly string[] = [];

/**
 * The vectors of many texts, in their order, as one TanStack Query result. Lists are compared by content, so a new
 * array at each render is fine. When some texts change, only those are computed, and lists share the vectors of equal
 * texts. Meanwhile `data` is that of the previous list, if it had as many texts (`isPlaceholderData`); for another
 * choice pass `placeholderData`. For `undefined` or `null` nothing is computed.
 */
export function useEmbeddings<Selected = Vectors>(
  texts: readonly string[] | undefined | null,
  { role, requireSemantic, ...options }: UseEmbeddingsOptions<Selected> = {},
): VectorResult<UseQueryResult<Selected, EmbedError>> {
  const at = useVectorSpace('useEmbeddings');
  const query = embeddingsQuery(at.embedder, texts ?? NO_TEXTS, { role, requireSemantic }, at.space);
  const placeholderData = (previous: Vectors | undefined, before: Partial<Keyed> | undefined) =>
    isLike(before?.queryKey, query.queryKey) && previous?.length === texts?.length ? previous : undefined;
  return useVectorQuery(query, isThere(texts), { placeholderData, ...options }, at);
}

interface Keyed {
  readonly queryKey: VectorKey;
}

/** Whether the vectors of two keys lie in one space, and were made with the same settings. */
function isLike(a: VectorKey | undefined, b: VectorKey): boolean {
  return a?.slice(0, -1).every((part, i) => part === b[i]) ?? false;
}
