'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { EmbedError } from '../engine/index.js';
import {
  type ClassificationOptions,
  classificationQuery,
  type LabelScore,
} from './queries/classificationQuery.js';
import {
  isThere,
  useVectorQuery,
  useVectorSpace,
  type VectorObserverOptions,
  type VectorResult,
} from './useVectorQuery.js';

/** Options of {@link useClassify}: of the classification, and of TanStack Query. */
export interface UseClassifyOptions<L extends string, Selected = readonly LabelScore<L>[]>
  extends ClassificationOptions<L>,
    VectorObserverOptions<readonly LabelScore<L>[], Selected> {}

/**
 * The labels of a text as a TanStack Query result, closest first: zero-shot classification by similarity. Labels are
 * compared by content, so a new array at each render is fine. While the text is `undefined` or `null` nothing is
 * computed. On the hash backend `error` is `backend-unavailable`, unless `requireSemantic` is `false`.
 */
export function useClassify<const L extends string, Selected = readonly LabelScore<L>[]>(
  text: string | undefined | null,
  labels: readonly L[],
  { describe, requireSemantic, ...options }: UseClassifyOptions<L, Selected> = {},
): VectorResult<UseQueryResult<Selected, EmbedError>> {
  const at = useVectorSpace('useClassify');
  const query = classificationQuery(at.embedder, text ?? '', labels, { describe, requireSemantic }, at.space);
  return useVectorQuery(query, isThere(text), options, at);
}
