'use client';

import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { EmbedError } from '../engine/index.js';
import { useEmbedderContext } from './context.js';
import { type ClassificationOptions, classificationQuery, type LabelScore } from './queries.js';
import { spaceOfEmbedder, useEmbedderValue } from './useEmbedderValue.js';

/**
 * The labels of a text as a TanStack Query result, closest first, by what labels mean: nothing is trained. Labels are compared by
 * content and may be made anew at each render. Asks for nothing while the text is `undefined`.
 */
export function useClassify<const L extends string>(
  text: string | undefined,
  labels: readonly L[],
  options?: ClassificationOptions<L>,
): UseQueryResult<readonly LabelScore<L>[], EmbedError> {
  const { embedder, queryClient } = useEmbedderContext('useClassify');
  const space = useEmbedderValue(embedder, spaceOfEmbedder);
  const query = classificationQuery(embedder, text ?? '', labels, options, space);
  return useQuery(text === undefined ? { ...query, queryFn: skipToken } : query, queryClient);
}
