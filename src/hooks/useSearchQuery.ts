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

/** What is known of the answer to a search. */
export interface SearchAnswer<T> {
  /** The result of this request, lexical until there is more; else that of the last one. */
  readonly result: SearchResult<T> | undefined;
  /** Whether `result` is of this request. */
  readonly isCurrent: boolean;
  /** Whether `result` is what a server found. */
  readonly isInitial: boolean;
  /** Whether `result` is all that comes. */
  readonly isComplete: boolean;
  /** Whether the index is being asked. */
  readonly isFetching: boolean;
  /** Why there is no answer, or no meaning in it. */
  readonly error: EmbedError | undefined;
  /** What `result` is an answer to: tells apart query, index, its items, and options. */
  readonly request: string;
  /** What the search remembers of it. */
  readonly memory: SearchMemory<T>;
  /** Searches again, if there is something to search for. */
  refetch(): void;
}

/** How {@link useSearchQuery} asks. */
export interface AnswerOptions<T> {
  readonly enabled: boolean;
  /** Whether what was found last is no longer wanted. */
  readonly forget: boolean;
  /** What a server found for this request. */
  readonly initial: SearchResult<T> | undefined;
  /** Whether words alone are no answer. */
  readonly wantsMeaning: boolean;
}

/** Which index is searched, and in which query client. */
export interface IndexSource<T> {
  readonly index: SearchableIndex<T> | undefined;
  /** What the index was like when this render began. */
  readonly facts: IndexFacts;
  /** The provider's own: answers hold items, and an app's client may be persisted. */
  readonly client: QueryClient;
}

/** The same, and what is remembered of the last answer. */
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
    // What is not asked must not keep an index for a minute that has gone.
    asked ? { ...asked, enabled, ...(!enabled && { gcTime: 0 }) } : { queryKey, queryFn: skipToken },
    client,
  );
  const isLexical = answer.data?.mode === 'lexical';
  // Words alone may be replaced by what is asked for now; another answer may not.
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
