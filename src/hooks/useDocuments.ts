'use client';

import { type QueryObserverResult, skipToken, useQuery } from '@tanstack/react-query';
import type { EmbedError, EmbedProgress } from '../engine/index.js';
import { useEmbedderContext } from './context.js';
import { embeddingsQuery, progressKey } from './queries.js';

/** The vectors of documents, and how many of them are there. */
export interface Documents {
  readonly vectors: readonly Float32Array[] | undefined;
  /** Until all are there. */
  readonly progress: EmbedProgress | undefined;
  readonly error: EmbedError | null;
  refetch(): Promise<QueryObserverResult>;
}

/** The vectors of `texts` as documents, made together and shared by all who search the same texts. */
export function useDocuments(texts: readonly string[], enabled: boolean): Documents {
  const { embedder, queryClient } = useEmbedderContext('useSemanticSearch');
  const query = embeddingsQuery(embedder, texts);
  const { data, error, refetch, isFetching } = useQuery({ ...query, enabled }, queryClient);
  const progress = useQuery<EmbedProgress>(
    { queryKey: progressKey(query.queryKey), queryFn: skipToken, gcTime: 0 },
    queryClient,
  );
  return { vectors: data, progress: isFetching ? progress.data : undefined, error, refetch };
}
