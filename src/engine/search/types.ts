import type { EmbedError } from '../errors.js';
import type { RelevanceLevel } from '../ranking/relevance.js';
import type {
  FileVectors,
  Fusion,
  HitBase,
  LexicalHits,
  NewDocument,
  Precision,
  SearchMode,
} from '../rpc/searchProtocol.js';
import type { Embedder } from '../types.js';

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
   * Further texts of an item, such as a title or tags, that are searched by words, and by meaning where they are `semantic`. A word in
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
   * Searches by words in place of the built-in BM25: for misspelt words, for instance `fromMiniSearch`. It runs in the page.
   * @default BM25, in the worker
   */
  readonly lexical?: LexicalEngine;
  /**
   * How vectors are held in memory and compared. `float32`: exactly. `auto`: from 50,000 passages on by int8 first, and then again
   * in float32 those that may be among the best, in a third of the time and a fourth more memory; what is found is the same.
   * `int8`: by int8 alone, in a quarter of the memory of float32; cosines are off by a thousandth or so, and close hits may change
   * places. What `persist` stores is float32.
   * @default 'auto'
   */
  readonly precision?: Precision;
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

/** Finds documents by words. */
export interface LexicalEngine {
  /** Takes documents in, or in the place of those with the same `docId`. */
  put(documents: readonly NewDocument[]): void;
  /** Forgets these documents; those that are not there do no harm. */
  remove(docIds: readonly number[]): void;
  /** All that match, in any order. */
  search(query: string, options: { readonly prefix: boolean }): LexicalHits;
}

/** How far an index has come. Words can be searched at all times. */
export interface SearchIndexState {
  /**
   * `idle`: no vectors were asked for yet. `indexing`: they are being made. `ready`: all are there. `lexical`: the embedder
   * runs on the hash backend, whose vectors have no meaning, so there are only words. `error`: making them failed.
   */
  readonly status: 'idle' | 'indexing' | 'ready' | 'lexical' | 'error' | 'disposed';
  /** How many items are in it, and how many of them have their vectors. */
  readonly items: number;
  readonly embedded: number;
  /** The id of the small model by which it answers meanwhile (`EmbedderOptions.interimModel`), once all items have its vectors. */
  readonly interimModel?: string;
  /** While `indexing`: how much is done, from 0 to 1, by item; passages of a long item that are done count as parts of it. */
  readonly share?: number;
  readonly error?: EmbedError;
  /** Why vectors cannot be stored for the next visit, if so. The index works all the same. */
  readonly persistError?: EmbedError;
}

/** Which items: those for which a function is true, or those whose fields meet conditions. A server takes only the latter. */
export type ItemFilter<T> = ((item: T) => boolean) | FieldFilter;
/**
 * Conditions on fields of an item, all of which must hold. A field that is a list meets a condition when one of its members
 * does. `undefined` in a filter is an `invalid-input` error: it never means "all items".
 */
export type FieldFilter = Readonly<Record<string, FieldCondition>>;
/** A value that the field has, several of which it has one, or a range in which it lies. An empty list matches nothing. */
export type FieldCondition = FieldValue | readonly FieldValue[] | FieldRange;
/** A value that a filter compares. Values of different types are never equal. */
export type FieldValue = string | number | boolean | null;
/** One or more bounds, all numbers or all strings. Strings are compared by code points, which orders ISO 8601 dates. */
export interface FieldRange {
  readonly gte?: FieldBound;
  readonly gt?: FieldBound;
  readonly lte?: FieldBound;
  readonly lt?: FieldBound;
}
/** An end of a range. */
export type FieldBound = string | number;

/** The values of fields, by field: how many items have each. */
export type Facets = Readonly<Record<string, readonly FacetCount[]>>;
/** A value of a field, and how many items have it. */
export interface FacetCount {
  readonly value: FieldValue;
  readonly count: number;
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
   * Fields whose values are counted among all items that pass `filter`, whatever the query: `SearchResult.facets`. On a server
   * this reads each of these items.
   */
  readonly facets?: readonly string[];
  /**
   * Leaves out hits whose `score` is lower: in every mode a number of about 0 to 1, see {@link HitBase.score}. How high the
   * cosines of good hits are depends on the model, so there is no default.
   */
  readonly minScore?: number;
  /**
   * Leaves out hits whose `relevance` is lower, from 0 to 1: what is left of a query about something else is nothing. 0.9 leaves out nine of ten hits of
   * such queries, and hardly one that answers. Hits whose relevance is not known stay.
   * @default 0
   */
  readonly minRelevance?: number;
  /**
   * Treat the last term as a prefix: for searching as a person types.
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
  readonly weight?: number;
  /** Gives the search up. */
  readonly signal?: AbortSignal;
  /** Is called with what is found by words, before the query has its vector. Not in semantic mode. */
  readonly onLexical?: (result: SearchResult<T>) => void;
}

/** An item that was found. */
export interface SearchHit<T> extends HitBase {
  readonly item: T;
  readonly id: string;
  /** What was searched of the item: `matches` and `passage` are counted in it. Absent in what a server found. */
  readonly text?: string;
  /**
   * `low`: a `relevance` below 0.9, `high`: 0.99 and more. Until `relevance` is known: the cosine, compared with the cosines of pairs of
   * items. Absent without a vector, and with fewer than 20 items.
   */
  readonly relevanceLevel?: RelevanceLevel;
  /**
   * The id of the model by whose vectors it was found: `interimModel`'s until the large one's are there. Absent by
   * words alone.
   */
  readonly model?: string;
}

/** What a search found. */
export interface SearchResult<T> {
  readonly hits: readonly SearchHit<T>[];
  /**
   * How many hits there would be without `limit`. By meaning that is each item with a vector, unless `minScore` or `minRelevance` bound
   * it. Absent on a server.
   */
  readonly total?: number;
  /** What it is by: `lexical` also when meaning was wanted, but there is none on the hash backend. */
  readonly mode: SearchMode;
  readonly fusion: Fusion | 'none';
  /** Why there is no meaning in it, if it failed. */
  readonly error?: EmbedError;
  /**
   * Of each field that was asked for: its values, the 100 most frequent first, and how many items that pass the filter have
   * them.
   */
  readonly facets?: Facets;
}

/** Finds items by meaning and by words, wherever they are: what a component needs of an index. The caller ends it. */
export interface SearchableIndex<T> extends AsyncDisposable {
  /** What makes the vectors of queries. */
  readonly embedder?: Embedder;
  /**
   * Grows with each change that hits depend on, where that is known: of ids, texts and fields of items, and once when
   * `relevance` can be told. So a cached answer can be compared with it. Another object in an item's place is no such change.
   */
  readonly revision?: number;
  /** Its items, where they are in this page. */
  readonly items?: IndexedItems<T>;
  /** The same object until something changes. */
  getState(): SearchIndexState;
  /** Calls `listener` after each change of state; returns what ends that. */
  subscribe(listener: () => void): () => void;
  /**
   * The best items for a query, best first; equal scores in the order in which they were added. A blank query finds nothing.
   * Items whose vectors are still being made are found by words only: `build()` waits for them, and `getState()` counts.
   * @throws {EmbedError} `invalid-input`, `disposed`; in semantic mode also as `Embedder.embed`, and `backend-unavailable`
   * on the hash backend. A hybrid search never fails for want of meaning: it says `mode: 'lexical'`, and why.
   */
  search(query: string, options?: SearchOptions<T>): Promise<SearchResult<T>>;
  /**
   * The items closest to a vector.
   * @throws {EmbedError} `space-mismatch` for a vector of another space, `invalid-input` for another length or NaN,
   * `backend-unavailable` on the hash backend.
   */
  searchByVector(vector: Float32Array, options?: VectorSearchOptions<T>): Promise<SearchResult<T>>;
  /** The items closest to one of them, without it. @throws {EmbedError} `invalid-input` when it is not there. */
  similar(id: string, options?: VectorSearchOptions<T>): Promise<SearchResult<T>>;
  /** Ends the worker, rejects what is pending with `disposed`. */
  dispose(): Promise<void>;
}

/** The items that an index holds now. */
export interface IndexedItems<T> {
  /** The newest object with this id. */
  get(id: string): T | undefined;
  /** All of them: the same array until something changes. */
  getAll(): readonly T[];
  /** Calls `listener` after each change, also when only another object takes an item's place; returns what ends that. */
  subscribe(listener: () => void): () => void;
}

/** An index in this page, whose items can change. Made by {@link createSearchIndex}. */
export interface SearchIndex<T> extends SearchableIndex<T> {
  readonly embedder: Embedder;
  readonly items: IndexedItems<T>;
  /**
   * Adds items, or puts them in the place of those with the same ids. Only texts that changed are embedded again. Items are read
   * first: if one cannot be, nothing changes.
   * @returns their ids
   * @throws {EmbedError} `invalid-input` if a function that reads an item throws, or returns no string. The message names the
   * first such item, `details.indexes` are the indexes of all of them in the list, and `cause` is what the function threw.
   */
  add(items: Iterable<T>): readonly string[];
  /** Makes it hold these items and no others. @throws as `add` */
  set(items: Iterable<T>): void;
  /** Ids that are not there are no matter. */
  remove(ids: Iterable<string>): void;
  /**
   * Makes the vectors of all items that have none; loads the model. A search that needs them starts it by itself.
   * @throws {EmbedError} as `Embedder.embedMany`; the signal's reason.
   */
  build(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * The index as a file: items, which must be JSON, their words and vectors. Makes the vectors that are missing.
   * @throws {EmbedError} as `build`; `invalid-input` for an item that is no JSON, `backend-unavailable` on the hash backend.
   */
  export(options?: ExportOptions): Promise<Uint8Array>;
  /**
   * Adds the items of such a file. Those whose texts are the file's need no embedding.
   * @throws {EmbedError} `index-load-failed` for what is not a whole file, `space-mismatch` for another model's.
   */
  import(file: Uint8Array | ArrayBuffer): Promise<void>;
  /**
   * Measures how close queries about other things come to the items, by which hits get their `relevance`. An index does so by
   * itself when the page is idle; this waits for it.
   * @throws {EmbedError} as `build`
   */
  calibrate(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** The share of the ten nearest passages that int8 with rescoring finds, of up to 200 passages as queries. */
  measureRecall(): Promise<number>;
  /** Deletes what is stored of texts that are no longer in it, and of other models. */
  prune(): Promise<void>;
}

/** Options of {@link SearchIndex.export}. */
export interface ExportOptions {
  /**
   * Bytes are a quarter of the size; cosines are then off by a thousandth.
   * @default 'float32'
   */
  readonly vectors?: FileVectors;
  readonly signal?: AbortSignal;
}

/** Options of a search by vector. */
export type VectorSearchOptions<T> = Pick<
  SearchOptions<T>,
  'limit' | 'filter' | 'facets' | 'minScore' | 'minRelevance' | 'signal'
>;
