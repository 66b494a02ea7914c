'use client';

import { useEffect, useState } from 'react';
import {
  EmbedError,
  type SearchHit,
  type SearchIndexState,
  type SearchMode,
  type SearchOptions,
  type SearchResult,
} from '../engine/index.js';
import { useDebounced } from './useDebounced.js';
import type { UseSearchIndexResult } from './useSearchIndex.js';

/** Options of {@link useIndexSearch}. */
export type UseIndexSearchOptions<T> = Pick<
  SearchOptions<T>,
  'mode' | 'limit' | 'minScore' | 'fusion' | 'weight'
> & {
  /** What a person has typed. Blank finds nothing. */
  readonly query: string;
  /**
   * Only items for which it is true. Another function is another search: keep it from render to render.
   */
  readonly filter?: (item: T) => boolean;
  /**
   * How long `query` must stay the same, in milliseconds.
   * @default 80
   */
  readonly debounceMs?: number;
};

interface IndexSearchFacts<T> {
  /** The best hits, best first: of this query when `ready`, of it by words when `partial`, else of an earlier one. */
  readonly hits: readonly SearchHit<T>[];
  /** What the hits are by. `lexical` on the hash backend too. */
  readonly stage: SearchMode | undefined;
  readonly indexing: SearchIndexState;
}

/**
 * `idle`: there is no query. `pending`: there are no hits yet. `stale`: the hits are of an earlier query. `partial`: they are
 * of this one, by words; meaning is on its way. `ready`: they are its answer. `error`: there is none, or none by meaning.
 */
export type IndexSearchResult<T> = IndexSearchFacts<T> &
  (
    | { readonly status: 'idle' | 'pending' | 'stale' | 'partial' | 'ready'; readonly error?: undefined }
    | { readonly status: 'error'; readonly error: EmbedError }
  );

interface Found<T> {
  readonly query: string;
  readonly result: SearchResult<T>;
  readonly isComplete: boolean;
}

/** Searches an index as a person types: by words at once, and by meaning when that is there. The last word may go on. */
export function useIndexSearch<T>(
  { index, state }: UseSearchIndexResult<T>,
  { query, debounceMs = 80, mode, limit, minScore, fusion, weight, filter }: UseIndexSearchOptions<T>,
): IndexSearchResult<T> {
  const typed = query.trim();
  const wanted = useDebounced(typed, debounceMs);
  const [found, setFound] = useState<Found<T>>();
  const [failure, setFailure] = useState<{ readonly query: string; readonly error: EmbedError }>();
  const isBuilt = state.status === 'ready';

  // biome-ignore lint/correctness/useExhaustiveDependencies: other items, or all of their vectors, are another answer
  useEffect(() => {
    if (!index || wanted === '') return;
    const controller = new AbortController();
    const { signal } = controller;
    const show = (result: SearchResult<T>, isComplete: boolean) => {
      if (!signal.aborted) setFound({ query: wanted, result, isComplete });
    };
    const options = {
      signal,
      prefix: true,
      onLexical: (result: SearchResult<T>) => show(result, false),
      ...(mode && { mode }),
      ...(limit !== undefined && { limit }),
      ...(minScore !== undefined && { minScore }),
      ...(fusion && { fusion }),
      ...(weight !== undefined && { weight }),
      ...(filter && { filter }),
    };
    index.search(wanted, options).then(
      (result) => {
        show(result, true);
        if (!signal.aborted) setFailure(result.error && { query: wanted, error: result.error });
      },
      (error: unknown) => {
        if (!signal.aborted) setFailure({ query: wanted, error: asEmbedError(error) });
      },
    );
    return () => controller.abort();
  }, [index, wanted, mode, limit, minScore, fusion, weight, filter, state.items, isBuilt]);

  const isFresh = found?.query === typed && index !== undefined;
  const facts: IndexSearchFacts<T> = {
    hits: typed === '' ? NONE : (found?.result.hits ?? NONE),
    stage: typed === '' ? undefined : found?.result.stage,
    indexing: state,
  };
  if (typed === '') return { ...facts, status: 'idle' };
  if (failure?.query === typed) return { ...facts, status: 'error', error: failure.error };
  if (isFresh) return { ...facts, status: found.isComplete ? 'ready' : 'partial' };
  return { ...facts, status: found ? 'stale' : 'pending' };
}

function asEmbedError(error: unknown): EmbedError {
  if (EmbedError.is(error)) return error;
  return new EmbedError('inference-failed', 'The search failed.', { cause: error });
}

const NONE: readonly never[] = [];
