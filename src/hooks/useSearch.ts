'use client';

import { hashKey } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { definedOf } from './props/optionalProps.js';
import { useEmbedderContext } from './provider/context.js';
import { requestOf } from './queries/searchQuery.js';
import {
  isAnsweredBy,
  NOTHING_SHOWN,
  type SearchMemory,
  searchReducer,
  searchStatus,
  serverAnswer,
} from './searchState.js';
import type {
  AnySearchOptions,
  InitialResult,
  SearchDetails,
  SearchSettings,
  SemanticSearchResult,
} from './types.js';
import { useDebounced } from './useDebounced.js';
import { loadErrorOf, useEmbedderState } from './useEmbedderValue.js';
import { useFilter } from './useFilter.js';
import { useNewestHits } from './useNewestHits.js';
import { useOwnIndex } from './useOwnIndex.js';
import { refetchAnswer, usePreload } from './usePreload.js';
import { indexStateOf, useIndexView } from './useSearchIndexState.js';
import { useFacetsWithoutQuery, useSearchQuery } from './useSearchQuery.js';

/**
 * The search behind `useSemanticSearch` and `useSearchBox`: {@link useSearchQuery}, with a debounced query, a filter that may be a new
 * function at each render, the status, and `retry`.
 * @param isLazy Whether to load nothing and to search nothing while a server's answer is shown.
 * @param caller What the app called, for the error when there is no provider.
 */
export function useSearch<T>(
  options: AnySearchOptions<T>,
  isLazy: boolean,
  caller: string,
): SemanticSearchResult<T> {
  const { mode = 'hybrid' } = options;
  const readOptions = options.items ? options : {};
  const items = options.source === undefined ? (options.items ?? undefined) : undefined; // all of the index
  const provider = useEmbedderContext(caller);
  const own = useOwnIndex(options.items, readOptions);
  const index = options.index ?? own.index;
  const embedder = options.index?.embedder ?? provider.embedder;
  const view = useIndexView(index);
  const failure = useEmbedderState(embedder, loadErrorOf);
  const loadError = mode === 'lexical' ? undefined : failure;
  const cannotSearch = own.error !== undefined || (mode === 'semantic' && loadError !== undefined);

  const filter = useFilter(options.filter, { index, items });
  const { typed, query } = useTyped(options);
  const settings = settingsOf(options, filter);
  const keySettings = { ...settings, ...keyFilter(options, filter), mode };
  const { memory, initial, remember } = useMemory(options.initialResult ?? undefined, {
    query,
    options: hashKey([requestOf(keySettings)]),
    revision: view.revision || undefined, // 0: there is nothing in it yet
  });
  // Which items a function lets through is not known before a search has used it.
  const isAnswered = isLazy && initial !== undefined && typeof options.filter !== 'function';
  const isOn = options.enabled ?? true;
  const enabled = isOn && !isAnswered;
  const hasNoItems = items?.length === 0;
  const isEmpty = hasNoItems && !initial;
  const answer = useSearchQuery(
    { index, facts: view, memory, client: provider.ownClient },
    // After a failed load only words are searched, since each key would retry the load; not where the interim model answers.
    {
      ...settings,
      query,
      mode: loadError && !view.state.interimModel ? 'lexical' : mode,
      prefix: true,
    },
    {
      enabled: enabled && query !== '' && !hasNoItems && !cannotSearch,
      forget: typed === '' || isEmpty,
      initial,
      wantsMeaning: mode !== 'lexical',
    },
  );
  const facetsOfAll = useFacetsWithoutQuery(
    { index, facts: view, client: provider.ownClient },
    typed === '' && (isOn || isLazy) ? settings : {},
  );
  const isLoading = enabled && mode !== 'lexical' && !loadError && !hasNoItems;
  remember(answer.memory);
  usePreload({ embedder, own: own.index, index, view, answer, enabled: isLoading });

  const indexState = indexStateOf(view.state, own, !options.items && !options.index);
  const indexError = indexState.status === 'error' && mode !== 'lexical' ? indexState.error : undefined;
  const error = own.error ?? loadError ?? answer.error ?? indexError;
  const state = searchStatus({
    isBlank: typed === '',
    isEnabled: isOn,
    isEmpty,
    isTyping: typed !== query,
    cannotSearch,
    answer,
    error,
  });
  const isDiscarded = state.status === 'error' && !answer.isInitial && (cannotSearch || !answer.isCurrent);
  const result = isDiscarded ? undefined : answer.result;
  const retry = async () => {
    if (mode === 'lexical') return answer.refetch();
    const loading = embedder.load({ retry: true }).catch(() => {}); // reported in its state
    refetchAnswer(own.index, answer); // words do not wait for the model
    await loading;
  };
  useOnline(state.status === 'error', retry);
  const found: SearchDetails<T> = {
    hits: useNewestHits(result?.hits ?? NONE, index, items, readOptions),
    mode: result?.mode,
    total: result?.total,
    facets: typed === '' ? facetsOfAll : result?.facets,
    indexState,
    index,
    embedder,
    isPending: state.status === 'pending',
    isStale: state.status === 'stale',
    isError: state.status === 'error',
    isFetching: answer.isFetching,
    request: answer.request,
    retry,
    refetch: () => answer.refetch(),
  };
  return { ...found, ...state };
}

/** What the search remembers, with the server's answer if it is of this request. `remember` ends the render's changes. */
function useMemory<T>(
  initial: InitialResult<T> | undefined,
  request: { query: string; options: string; revision: number | undefined },
) {
  const reduce = (last: SearchMemory<T>) => searchReducer(last, { type: 'request', initial, ...request });
  const [last, setLast] = useState<SearchMemory<T>>(() => reduce(NOTHING_SHOWN));
  const memory = reduce(last);
  const remember = (next: SearchMemory<T>) => {
    if (next !== last) setLast(next);
  };
  return { memory, initial: serverAnswer(memory, request), remember };
}

/** Calls `act` when the browser is online again. */
function useOnline(isOn: boolean, act: () => void): void {
  useEffect(() => {
    if (!isOn) return;
    addEventListener('online', act);
    return () => removeEventListener('online', act);
  });
}

/** How long a query must stay the same before a server is asked, in milliseconds. */
const REMOTE_DEBOUNCE_MS = 80;

/** The text as typed, and as it is searched: debounced, by default for a server only, unless `initialResult` answers it. */
function useTyped<T>({ query, index, initialResult, ...options }: AnySearchOptions<T>) {
  const typed = query?.trim() ?? '';
  const isRemote = index !== undefined && index !== null && index.items === undefined;
  const { debounceMs = isRemote ? REMOTE_DEBOUNCE_MS : 0 } = options;
  const isAnswered = isAnsweredBy(initialResult ?? undefined, typed);
  return { typed, query: useDebounced(typed, isAnswered ? 0 : debounceMs) };
}

/** A filter as a query key holds it: fields by their content, a function as the stable one that lets the same items through. */
function keyFilter<T>({ filter }: SearchSettings<T>, stable: SearchSettings<T>['filter']) {
  const own = typeof filter === 'function' ? stable : filter;
  return own ? { filter: own } : {};
}

const NONE: readonly never[] = [];

/** The settings that are given, without what is `undefined`. */
function settingsOf<T>(
  { limit, minScore, minRelevance, fusion, semanticWeight, facets, selectedFacets }: SearchSettings<T>,
  filter: SearchSettings<T>['filter'],
) {
  return definedOf({ limit, minScore, minRelevance, fusion, semanticWeight, facets, selectedFacets, filter });
}
