// What an index and its searches are asked for.

import type { FilePrecision, IndexPrecision, LexicalHits, NewDocument } from '../rpc/searchProtocol.js';
import type { Embedder } from '../types.js';
import type { FieldValue, ItemFilter } from './filterTypes.js';
import type { Fusion, HitBase, SearchMode, SearchResult } from './resultTypes.js';

/** Options of {@link createSearchIndex}. */
export interface SearchIndexOptions<T> {
  /** What makes vectors. The index borrows it: the caller disposes it. */
  readonly embedder: Embedder;
  /** What is searched of an item. */
  readonly getText: (item: T) => string;
  /**
   * What tells items apart: adding one with a known id replaces that. Of two with one id in a list the last is in the index, and
   * in development the console says so. A number becomes a string: the ids of hits are strings.
   * @default the item's text; of equal texts in a list each has an id of its own
   */
  readonly getId?: (item: T) => string | number;
  /**
   * Further texts of an item, such as a title or tags, that are searched lexically, and by their vectors where they are `semantic`. A word in
   * one of weight 3 counts as one that stands three times in the item's text.
   * @default {}
   */
  readonly fields?: Readonly<Record<string, SearchField<T>>>;
  /**
   * The URL of a file that `npx react-embeddings index` or `SearchIndex.export` made: its items are there, with their
   * vectors, before anything is searched. It is fetched with the first search or `build()`.
   */
  readonly source?: string | URL;
  /**
   * The language of texts and queries, as a tag (BCP 47) such as `en` or `pt-BR`: words are found in their other forms ("boot",
   * "boots"), and words such as "the" do not count unless the query has no others. `''` for texts of several languages or none.
   * 27 languages have a stemmer, which the worker fetches; of others words are found as they are written.
   * @default that of the file that is loaded (`source`, `import`); else `<html lang>`, in a page
   */
  readonly language?: string;
  /**
   * Lexical search in place of the built-in BM25: for misspelt words, for instance `fromMiniSearch`. It runs in the page.
   * @default BM25, in the worker
   */
  readonly lexical?: LexicalEngine;
  /**
   * How vectors are held in memory and compared. `float32`: exact. `auto`: from 50,000 passages on, candidates are found in int8
   * and rescored in float32: the same hits in a third of the time, with a quarter more memory. `int8`: int8 only, in a quarter of
   * the memory of float32; cosines are off by about 0.001, and close hits may swap places. `persist` always stores float32.
   * @default 'auto'
   */
  readonly precision?: IndexPrecision;
  /**
   * How many tokens at most a passage of a long text repeats of the one before it.
   * @default 32
   */
  readonly overlap?: number;
  /**
   * A name under which vectors are stored in the browser (IndexedDB) for the next visit, by text and model: what was embedded
   * once is not embedded again, also if that visit ended in the middle. One index per name.
   * @default they are not stored
   */
  readonly persist?: string;
  /** Starts the worker, for bundlers that need to see its URL. */
  readonly worker?: () => Worker;
}

/** A further text of an item. */
export interface SearchField<T> {
  /** What is searched of an item. */
  readonly getText: (item: T) => string;
  /**
   * How often each word counts: a whole number.
   * @default 1
   */
  readonly weight?: number;
  /**
   * Whether it takes part in meaning: it is then embedded before the item's text, as a line of the same text.
   * @default false
   */
  readonly semantic?: boolean;
}

/** A lexical search engine. */
export interface LexicalEngine {
  /** Takes documents in, or in the place of those with the same `docId`. */
  put(documents: readonly NewDocument[]): void;
  /** Forgets these documents; those that are not there do no harm. */
  remove(docIds: readonly number[]): void;
  /** All that match, in any order. */
  search(query: string, options: { readonly prefix: boolean }): LexicalHits;
}

/** Options of {@link SearchableIndex.search}. */
export interface SearchOptions<T> {
  /**
   * By meaning and words together, or one of the two.
   * @default 'hybrid'
   */
  readonly mode?: SearchMode;
  /** @default 10 */
  readonly limit?: number;
  /** Only these items. */
  readonly filter?: ItemFilter<T>;
  /**
   * Fields whose values are counted over all hits, not only the first `limit`; the counts are in `SearchResult.facets`. What
   * counts as a hit: an item that passes `filter`, `minScore` and `minRelevance`; in a search by meaning without these minimums,
   * an item that has a word of the query, is relevant, or is among the `limit` closest. A blank query counts all items that pass
   * `filter`. On a server this reads each of these items.
   * @default the fields of `selectedFacets`
   */
  readonly facets?: readonly string[];
  /**
   * Selected values by field, `{ brand: ['A', 'B'] }`: only hits with one of the values of each field are returned; an empty list
   * selects nothing. The counts of a field ignore its own selection (disjunctive faceting).
   */
  readonly selectedFacets?: SelectedFacets;
  /**
   * Leaves out hits whose `score` is lower: in every mode a number of about 0 to 1, see {@link HitBase.score}. How high the
   * cosines of good hits are depends on the model, so there is no default.
   */
  readonly minScore?: number;
  /**
   * Leaves out hits whose `relevance` is lower, from 0 to 1, so that a query about something else finds nothing. 0.9 leaves out
   * nine of ten hits of such queries, and hardly any correct hit. Hits whose relevance is not known stay.
   * @default 0
   */
  readonly minRelevance?: number;
  /**
   * Treat the last term as a prefix: for searching as the user types.
   * @default false
   */
  readonly prefix?: boolean;
  /**
   * How words and meaning become one list. `weighted-mean`: the weighted mean of the cosine and the share of words, where words
   * weigh less the less the query's cosines differ from each other. `rrf`: reciprocal rank fusion (k = 60).
   * @default 'weighted-mean'
   */
  readonly fusion?: Fusion;
  /**
   * The share of meaning in a hybrid search, from 0 to 1.
   * @default the model's, see {@link ModelInfo.semanticWeight}
   */
  readonly semanticWeight?: number;
  /** Gives the search up. */
  readonly signal?: AbortSignal;
  /** Is called with the lexical hits, before the query has its vector. Not in semantic mode. */
  readonly onLexical?: (result: SearchResult<T>) => void;
}

/** Options of a search by vector. */
export type VectorSearchOptions<T> = Pick<
  SearchOptions<T>,
  'limit' | 'filter' | 'facets' | 'selectedFacets' | 'minScore' | 'minRelevance' | 'signal'
>;

/** Options of {@link SearchIndex.export}. */
export interface ExportOptions {
  /**
   * How vectors are written. `int8` is a quarter of the size; cosines are then off by about 0.001.
   * @default 'float32'
   */
  readonly precision?: FilePrecision;
  readonly signal?: AbortSignal;
}

/** Values by field: an item must have one of each list that is not empty. */
export type SelectedFacets = Readonly<Record<string, readonly FieldValue[]>>;
