'use client';

import type {
  EmbedError,
  SearchableIndex,
  SearchHit,
  SearchIndexState,
  SearchMode,
  SearchOptions,
} from '../engine/index.js';
import { useEmbedderContext } from './context.js';
import type { OptionalProps } from './optionalProps.js';
import { useDebounced } from './useDebounced.js';
import { loadErrorOf, useEmbedderState } from './useEmbedderValue.js';
import { useFilter } from './useFilter.js';
import { type InitialResult, isAnsweredBy, useInitialAnswer } from './useInitialAnswer.js';
import { type SearchAnswer, useSearchAnswer } from './useSearchAnswer.js';
import {
  type UseSearchIndexOptions,
  type UseTextIndexOptions,
  useIndexState,
  useOwnIndex,
} from './useSearchIndex.js';
import { askAgain, useWarmUp } from './useWarmUp.js';

/** Items to be searched, and how to read them: the hook makes an index of them, and keeps it, as `useSearchIndex` does. */
export interface SearchableItems<T> extends UseSearchIndexOptions<T> {
  /** `undefined` or `null` while they are not there yet. */
  readonly items: readonly T[] | undefined | null;
  readonly index?: undefined;
}

/** Items that are strings: without `getText` each is searched as it is. */
export interface SearchableTexts<T> extends UseTextIndexOptions<T> {
  /** `undefined` or `null` while they are not there yet. */
  readonly items: (readonly T[] & readonly string[]) | undefined | null;
  readonly index?: undefined;
}

/** An index that is searched: of `useSearchIndex`, of your own, or on a server. It should have the provider's embedder. */
export interface SearchableElsewhere<T> {
  /** `undefined` or `null` while it is not there yet. */
  readonly index: SearchableIndex<T> | undefined | null;
  readonly items?: undefined;
  readonly source?: undefined;
}

/** Where to search: among items, or in an index. */
export type SearchSource<T> = SearchableItems<T> | SearchableElsewhere<T>;

/** How to search. */
export interface SearchSettings<T>
  extends OptionalProps<Pick<SearchOptions<T>, 'mode' | 'limit' | 'minScore' | 'fusion' | 'weight'>> {
  /**
   * Only these items. A function may be made anew at each render; one that lets through other items is another search. Fields
   * are compared by content.
   */
  readonly filter?: SearchOptions<T>['filter'] | undefined;
  /**
   * How long `query` must stay the same before it is asked, in milliseconds.
   * @default 80
   */
  readonly debounceMs?: number | undefined;
  /**
   * What a server found for a query, with the same options, `getText` and `getId`. It is in the HTML that a server renders,
   * and stays, as long as that is the query, until all of the page's own answer is there.
   */
  readonly initialResult?: InitialResult<T> | undefined | null;
}

/** Options of {@link useSemanticSearch}: where to search, and how. `S` is `SearchableTexts<T>` for items that are strings. */
export type UseSemanticSearchOptions<T, S = SearchSource<T>> = S &
  SearchSettings<T> & {
    /** What a person has typed; its last word may go on. Blank finds nothing. */
    readonly query: string;
    /**
     * Whether to load the model, embed the items and search now, or to wait.
     * @default true
     */
    readonly enabled?: boolean | undefined;
  };

interface SearchFacts<T> {
  /** The best hits, best first: of this query, or of an earlier one when `stale`. */
  readonly hits: readonly SearchHit<T>[];
  /** What the hits are by: `lexical` until meaning is there, and always on the hash backend, whose vectors have none. */
  readonly stage: SearchMode | undefined;
  /** How far the index has come. */
  readonly indexing: SearchIndexState;
  /** What the hits answer: the same text for the same query, items and options. Then other hits are more of one answer. */
  readonly question: string;
  /** Tries again what failed: a load, an embedding, or a better backend than the one in use. */
  retry(): void;
}

/**
 * `idle`: there is no query. `pending`: there are no hits yet. `stale`: the hits are of an earlier query, items or options.
 * `partial`: they are of these, but more is on its way: meaning, or vectors of further items. `ready`: they are the answer.
 * `error`: there is no answer; or none by meaning, and `stage` is `lexical`. `error` says why there is no meaning, also while
 * the next query is on its way: nothing more comes without a retry.
 */
type SearchState =
  | {
      readonly status: 'idle' | 'pending' | 'stale' | 'partial' | 'ready';
      readonly error: EmbedError | undefined;
    }
  | { readonly status: 'error'; readonly error: EmbedError };

/** Hits, and what they are worth, by `status`. */
export type SemanticSearchResult<T> = SearchFacts<T> & SearchState;

/**
 * Searches as a person types: by words at once, and by meaning and words together when that is there. On the hash backend,
 * and while the model cannot be loaded, by words alone.
 */
export function useSemanticSearch<T>(
  options: UseSemanticSearchOptions<T, SearchableTexts<T>>,
): SemanticSearchResult<T>;
export function useSemanticSearch<T>(options: UseSemanticSearchOptions<T>): SemanticSearchResult<T>;
export function useSemanticSearch<T>(options: AnySearchOptions<T>): SemanticSearchResult<T> {
  return useSearch(options, false);
}

/** Where to search, of items of any kind. */
export type AnySource<T> = SearchSource<T> | SearchableTexts<T>;

type AnySearchOptions<T> = UseSemanticSearchOptions<T, AnySource<T>>;

/** @param isLazy Whether to load and to ask nothing while a server's answer is there. */
export function useSearch<T>(options: AnySearchOptions<T>, isLazy: boolean): SemanticSearchResult<T> {
  const { query, debounceMs = 80, mode = 'hybrid' } = options;
  const initialResult = options.initialResult ?? undefined;
  const { embedder } = useEmbedderContext('useSemanticSearch');
  const own = useOwnIndex(options.items, options.items ? options : {});
  const index = options.index ?? own;
  const indexing = useIndexState(index);
  const failure = useEmbedderState(embedder, loadErrorOf);
  const loadError = mode === 'lexical' ? undefined : failure;
  const isHopeless = mode === 'semantic' && loadError !== undefined;
  const typed = query.trim();
  const wanted = useDebounced(typed, isAnsweredBy(initialResult, typed) ? 0 : debounceMs);
  const asked = { ...settingsOf(options, useFilter(options.filter)), query: wanted };
  const initial = useInitialAnswer(initialResult, { ...asked, mode }, index);
  // Which items a function lets through is not known before a search has used it.
  const isAnswered = isLazy && initial !== undefined && typeof options.filter !== 'function';
  const enabled = (options.enabled ?? true) && !isAnswered;
  const hasNoItems = options.items?.length === 0 && options.source === undefined;
  const isEmpty = hasNoItems && !initial;
  const answer = useSearchAnswer(
    index,
    // Without a model it asks for words only: each key would try to load again what failed.
    { ...asked, mode: loadError ? 'lexical' : mode, prefix: true },
    {
      enabled: enabled && wanted !== '' && !hasNoItems && !isHopeless,
      forget: typed === '' || isEmpty,
      initial,
      wantsMeaning: mode !== 'lexical',
    },
  );
  const isLoading = enabled && mode !== 'lexical' && !loadError && !hasNoItems;
  useWarmUp({ embedder, own, index, answer, enabled: isLoading });

  const indexError = indexing.status === 'error' && mode !== 'lexical' ? indexing.error : undefined;
  const error = loadError ?? answer.error ?? indexError;
  const state = stateOf({
    isBlank: typed === '',
    isEmpty,
    isTyping: typed !== wanted,
    isHopeless,
    answer,
    error,
  });
  const isLost = state.status === 'error' && !answer.isInitial && (isHopeless || !answer.isOwn);
  const result = isLost ? undefined : answer.result;
  const facts: SearchFacts<T> = {
    hits: result?.hits ?? NONE,
    stage: result?.stage,
    indexing,
    question: answer.question,
    retry() {
      const again = () => askAgain(own, answer);
      if (mode === 'lexical') again();
      else embedder.load({ retry: true }).then(again, () => {}); // the embedder's state tells of a failure
    },
  };
  return { ...facts, ...state };
}

const NONE: readonly never[] = [];

/** The settings that are given, without what is `undefined`. */
function settingsOf<T>(
  { limit, minScore, fusion, weight }: SearchSettings<T>,
  filter: SearchSettings<T>['filter'],
): Pick<SearchOptions<T>, 'limit' | 'minScore' | 'fusion' | 'weight' | 'filter'> {
  return {
    ...(limit !== undefined && { limit }),
    ...(minScore !== undefined && { minScore }),
    ...(fusion && { fusion }),
    ...(weight !== undefined && { weight }),
    ...(filter && { filter }),
  };
}

interface Situation {
  readonly isBlank: boolean;
  readonly isEmpty: boolean;
  readonly isTyping: boolean;
  readonly isHopeless: boolean;
  readonly answer: Pick<SearchAnswer<unknown>, 'result' | 'isOwn' | 'isWhole' | 'error'>;
  readonly error: EmbedError | undefined;
}

function stateOf({ isBlank, isEmpty, isTyping, isHopeless, answer, error }: Situation): SearchState {
  if (isBlank) return { status: 'idle', error };
  if (isEmpty) return { status: 'ready', error };
  const isShown = answer.isOwn && !isTyping;
  const hasFailed = answer.error !== undefined && !isTyping;
  if (error && (isHopeless || isShown || hasFailed)) return { status: 'error', error };
  if (isShown) return { status: answer.isWhole ? 'ready' : 'partial', error };
  return { status: answer.result ? 'stale' : 'pending', error };
}
