import type {
  Embedder,
  EmbedError,
  Facets,
  SearchableIndex,
  SearchHit,
  SearchIndexOptions,
  SearchMode,
  SearchOptions,
  SearchResult,
} from '../engine/index.js';
import type { OptionalProps } from './props/optionalProps.js';
import type { ComponentIndexState } from './useSearchIndexState.js';

export type IndexSettings<T> = OptionalProps<Omit<SearchIndexOptions<T>, 'embedder' | 'getText'>>;

/** Options of {@link useSearchIndex}. */
export interface UseSearchIndexOptions<T> extends IndexSettings<T> {
  /** The text of an item that is searched. */
  readonly getText: (item: T) => string;
}
/** Options of {@link useSearchIndex} for items that are strings. */
export interface UseTextIndexOptions<T> extends IndexSettings<T> {
  /**
   * The text of an item that is searched.
   * @default the item itself
   */
  readonly getText?: ((item: T) => string) | undefined;
}
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
/**
 * An existing index to search: of `useSearchIndex`, of your own, or on a server. Its own embedder makes the vectors of
 * queries.
 */
export interface ExternalIndex<T> {
  /** `undefined` or `null` while it is not there yet. */
  readonly index: SearchableIndex<T> | undefined | null;
  readonly items?: undefined;
  readonly source?: undefined;
}
/** Where to search: among items, or in an index. */
export type SearchSource<T> = SearchableItems<T> | ExternalIndex<T>;
/** What a server found for a query: `{ query, ...(await index.search(query, { prefix: true })) }`, sent as JSON. */
export interface InitialResult<T> extends Pick<SearchResult<T>, 'hits' | 'mode' | 'fusion'> {
  /** The query that it answers. */
  readonly query: string;
}
/** How to search. */
export interface SearchSettings<T>
  extends OptionalProps<
    Pick<
      SearchOptions<T>,
      | 'mode'
      | 'limit'
      | 'minScore'
      | 'minRelevance'
      | 'fusion'
      | 'semanticWeight'
      | 'facets'
      | 'selectedFacets'
    >
  > {
  /**
   * Only these items. A new function at each render is fine; a change in which items pass triggers a new search. Fields
   * are compared by content.
   */
  readonly filter?: SearchOptions<T>['filter'] | undefined;
  /**
   * How long `query` must stay the same before it is searched for, in milliseconds. In the page every keystroke is searched:
   * words take a millisecond, and the vector of a query that has been replaced is not computed.
   * @default 0 in the page, 80 for an index on a server
   */
  readonly debounceMs?: number | undefined;
  /**
   * What a server found for a query, with the same options, `getText` and `getId`. It is in the HTML that a server
   * renders, and stays for that query until the page's own complete result replaces it.
   */
  readonly initialResult?: InitialResult<T> | undefined | null;
}
/** Options of {@link useSemanticSearch}: where to search, and how. `S` is `SearchableTexts<T>` for items that are strings. */
export type UseSemanticSearchOptions<T, S = SearchSource<T>> = S &
  SearchSettings<T> & {
    /** The text that was typed; its last word is matched as a prefix. Empty, `null` or `undefined`: no search. */
    readonly query: string | undefined | null;
    /**
     * `false` loads nothing, embeds nothing and searches nothing.
     * @default true
     */
    readonly enabled?: boolean | undefined;
  };
/** The result of a search, besides its status. */
export interface SearchDetails<T> {
  /** `total` of the answer: how many hits there would be without `limit`. Unknown on a server. */
  readonly total: number | undefined;
  /** The best hits, best first: of this query, or of an earlier one when `stale`. */
  readonly hits: readonly SearchHit<T>[];
  /** With `facets`: how many of the hits have which values, also for an empty query. `undefined` until they are counted. */
  readonly facets: Facets | undefined;
  /** By what the hits were found: `lexical` until the model is loaded, and always on the hash backend, whose vectors have no meaning. */
  readonly mode: SearchMode | undefined;
  /** The state of the index; for its progress, see `useSearchIndexState(index)`. */
  readonly indexState: ComponentIndexState;
  /** The index that is searched, once it exists. */
  readonly index: SearchableIndex<T> | undefined;
  /** The embedder of the index, which makes the vectors of queries. */
  readonly embedder: Embedder;
  /** Whether `status` is `pending`. */
  readonly isPending: boolean;
  /** Whether `status` is `stale`. */
  readonly isStale: boolean;
  /** Whether `status` is `error`. */
  readonly isError: boolean;
  /** Whether the index is being searched. */
  readonly isFetching: boolean;
  /**
   * The same text for the same query, items and options: while it stays, other hits refine the result, and do not
   * replace it.
   */
  readonly request: string;
  /**
   * Retries what failed: a load, an embedding, or a better backend than the one in use. Resolves once the
   * model has loaded, or has failed to.
   */
  retry(): Promise<void>;
  /** Searches again. */
  refetch(): void;
}
/**
 * | status    | hits                                                                        |
 * | --------- | --------------------------------------------------------------------------- |
 * | `idle`    | none: there is no query, or the search is not enabled                       |
 * | `pending` | none yet                                                                    |
 * | `stale`   | of an earlier query, earlier items or options                               |
 * | `partial` | of this request; semantic hits, or vectors of further items, are on the way |
 * | `ready`   | the answer                                                                  |
 * | `error`   | none, or lexical ones only (`mode` is `lexical`)                            |
 *
 * `error` is why there are no semantic hits, also while the next query is on its way: nothing more comes without a retry.
 */
export type SearchState =
  | {
      readonly status: 'idle' | 'pending' | 'stale' | 'partial' | 'ready';
      readonly error: EmbedError | undefined;
    }
  | { readonly status: 'error'; readonly error: EmbedError };
/** Hits and their status. */
export type SemanticSearchResult<T> = SearchDetails<T> & SearchState;
/** Where to search, of items of any kind. */
export type AnySource<T> = SearchSource<T> | SearchableTexts<T>;
/** Options of {@link useSemanticSearch}, of items of any kind. */
export type AnySearchOptions<T> = UseSemanticSearchOptions<T, AnySource<T>>;
