'use client';

import { type QueryClient, skipToken, useQuery } from '@tanstack/react-query';
import type { EmbedError, Facets, SearchableIndex, SearchResult } from '../engine/index.js';
import {
  type IndexFacts,
  NO_SEARCH,
  requestKeyOf,
  type SearchQueryKey,
  type SearchQueryOptions,
  searchQuery,
} from './queries/searchQuery.js';
import { type SearchMemory, searchReducer } from './searchState.js';

/** The answer to a search, as far as it has arrived. */
export interface SearchAnswer<T> {
  /** The result of this request, lexical until a complete one arrives; before any, that of the last request. */
  readonly result: SearchResult<T> | undefined;
  /** Whether `result` is of this request. */
  readonly isCurrent: boolean;
  /** Whether `result` is the server's (`initialResult`). */
  readonly isInitial: boolean;
  /** Whether no further result will replace `result`. */
  readonly isComplete: boolean;
  /** Whether the index is being searched. */
  readonly isFetching: boolean;
  /** Why there is no result, or only a lexical one. */
  readonly error: EmbedError | undefined;
  /** The request that `result` answers, as text: query, index, revision of its items, and options. */
  readonly request: string;
  /** What the search remembers for the next render. */
  readonly memory: SearchMemory<T>;
  /** Searches again, if the search is enabled. */
  refetch(): void;
}

/** Options of {@link useSearchQuery}. */
export interface AnswerOptions<T> {
  readonly enabled: boolean;
  /** Whether to drop the last result. */
  readonly forget: boolean;
  /** The server's result of this request. */
  readonly initial: SearchResult<T> | undefined;
  /** Whether a lexical result is not the final one. */
  readonly wantsMeaning: boolean;
}

/** Which index is searched, and in which query client. */
export interface IndexSource<T> {
  readonly index: SearchableIndex<T> | undefined;
  /** The state of the index when this render began. */
  readonly facts: IndexFacts;
  /** The provider's own: answers hold items, and an app's client may be persisted. */
  readonly client: QueryClient;
}

/** {@link IndexSource}, and what is remembered of the last answer. */
export interface AnswerSources<T> extends IndexSource<T> {
  readonly memory: SearchMemory<T>;
}

/** `useQuery(searchQuery(…))`, which keeps the last result until there is a new one. */
export function useSearchQuery<T>(
  { index, facts, memory, client }: AnswerSources<T>,
  options: SearchQueryOptions<T>,
  { enabled, forget, initial, wantsMeaning }: AnswerOptions<T>,
): SearchAnswer<T> {
  const asked = index && searchQuery(index, options, facts);
  const queryKey = asked?.queryKey ?? NO_SEARCH;
  const answer = useQuery<SearchResult<T>, EmbedError, SearchResult<T>, SearchQueryKey>(
    // A disabled query must not keep a disposed index in memory for a minute.
    asked ? { ...asked, enabled, ...(!enabled && { gcTime: 0 }) } : { queryKey, queryFn: skipToken },
    client,
  );
  const isLexical = answer.data?.mode === 'lexical';
  // A lexical result may be replaced by the running request; a complete one may not.
  const isFinal = answer.data !== undefined && !(answer.isFetching && isLexical && wantsMeaning);
  const isComplete = isFinal && (isLexical || facts.isComplete);
  const isBetter = isComplete && !(isLexical && wantsMeaning && initial?.mode !== 'lexical');
  const request = requestKeyOf(queryKey);
  // Hits by words do not replace the interim model's while the main model's are on their way.
  const isWorse = answer.isFetching && isLexical && memory.shown?.request === request;
  const result = isWorse ? undefined : answer.data;
  const next = searchReducer(memory, { type: 'answer', initial, result, isBetter, request, forget });
  const { shown } = next;
  const isInitial = initial !== undefined && shown?.result === initial;
  return {
    result: shown?.result,
    isCurrent: shown?.request === request,
    isInitial,
    isComplete: isComplete || (isInitial && !enabled),
    isFetching: answer.isFetching,
    error: answer.isFetching ? undefined : (answer.error ?? answer.data?.error),
    request: shown?.request ?? request,
    memory: next,
    refetch() {
      if (enabled && index) void answer.refetch();
    },
  };
}

/** The facet counts among all items that pass the filter, while there is no query. */
export function useFacetsWithoutQuery<T>(
  { index, facts, client }: IndexSource<T>,
  { facets, selectedFacets, filter }: Pick<SearchQueryOptions<T>, 'facets' | 'selectedFacets' | 'filter'>,
): Facets | undefined {
  const options = {
    query: '',
    mode: 'lexical',
    ...(facets && { facets }),
    ...(selectedFacets && { selectedFacets }),
    ...(filter && { filter }),
  } as const;
  const { data } = useQuery<SearchResult<T>, EmbedError, SearchResult<T>, SearchQueryKey>(
    index && (facets ?? selectedFacets)
      ? searchQuery<T>(index, options, facts)
      : { queryKey: NO_SEARCH, queryFn: skipToken, gcTime: 0 },
    client,
  );
  return data?.facets;
}
