'use client';

import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { EmbedError, SearchableIndex, SearchHit, SearchResult } from '../engine/index.js';
import { definedOf, type OptionalProps } from './props/optionalProps.js';
import { useEmbedderContext } from './provider/context.js';
import {
  haveSameQuery,
  NO_SEARCH,
  type SearchQueryKey,
  type SimilarItemsQueryOptions,
  similarItemsQuery,
} from './queries/searchQuery.js';
import { useIndexView } from './useSearchIndexState.js';

/** Options of {@link useSimilarItems}. */
export interface UseSimilarItemsOptions<T> extends OptionalProps<SimilarItemsQueryOptions<T>> {
  /**
   * TanStack Query's `enabled`. A search loads the model and computes the vectors that are missing.
   * @default true
   */
  readonly enabled?: boolean | undefined;
}

/**
 * The items of an index that are closest in meaning to one of them, best first, as a TanStack Query result: related
 * articles, duplicates. They are searched again when items change; meanwhile the previous `data` stays. While the index
 * or the id is undefined nothing is searched. The error is `invalid-input` where the index has no such item,
 * `backend-unavailable` where there is no model.
 */
export function useSimilarItems<T>(
  index: SearchableIndex<T> | undefined | null,
  id: string | undefined | null,
  { enabled = true, ...options }: UseSimilarItemsOptions<T> = {},
): UseQueryResult<readonly SearchHit<T>[], EmbedError> {
  const { ownClient } = useEmbedderContext('useSimilarItems');
  const view = useIndexView(index);
  const query =
    index && typeof id === 'string' ? similarItemsQuery(index, id, definedOf(options), view) : undefined;
  return useQuery<SearchResult<T>, EmbedError, readonly SearchHit<T>[], SearchQueryKey>(
    {
      ...(query ?? { queryKey: NO_SEARCH, queryFn: skipToken }),
      enabled,
      select: hitsOf,
      placeholderData: (last, before) =>
        query && before && haveSameQuery(before.queryKey, query.queryKey) ? last : undefined,
    },
    ownClient,
  );
}

const hitsOf = <T>({ hits }: SearchResult<T>): readonly SearchHit<T>[] => hits;
