import type { EmbedError } from '../errors.js';
import type { Embedder } from '../types.js';
import type { ExportOptions, SearchOptions, VectorSearchOptions } from './optionTypes.js';
import type { SearchResult } from './resultTypes.js';

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
  /** The id of the interim model by which it answers meanwhile (`EmbedderOptions.interimModel`), once all items have its vectors. */
  readonly interimModel?: string;
  /** While `indexing`: the fraction of items that is done, from 0 to 1; passages of a long item that are done count as parts of it. */
  readonly progress?: number;
  readonly error?: EmbedError;
  /** Why vectors cannot be stored for the next visit, if so. The index works anyway. */
  readonly persistError?: EmbedError;
}

/** Semantic and lexical search among items, wherever they are: what a component needs of an index. The caller disposes it. */
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
  /** Calls `listener` after each change of state; returns the unsubscribe function. */
  subscribe(listener: () => void): () => void;
  /**
   * The best items for a query, best first; equal scores in the order in which they were added. A blank query finds nothing.
   * Items whose vectors are still being computed are found lexically only: `build()` waits for them, and `getState()` counts.
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
  /**
   * The items closest to the item with this id, without it. A long item is compared by its first passage.
   * @throws {EmbedError} `invalid-input` for an unknown id.
   */
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
  /** Calls `listener` after each change, also when only another object takes an item's place; returns the unsubscribe function. */
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
  /** Replaces all items. @throws as `add` */
  set(items: Iterable<T>): void;
  /** Removes the items with these ids; unknown ids are ignored. */
  remove(ids: Iterable<string>): void;
  /**
   * Makes the vectors of all items that have none; loads the model. A search that needs them starts it by itself.
   * @throws {EmbedError} as `Embedder.embedMany`; the signal's reason.
   */
  build(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * The index as a file: items, which must be JSON, their words and vectors. Makes the vectors that are missing.
   * @throws {EmbedError} as `build`; `invalid-input` for an item that is not JSON, `backend-unavailable` on the hash backend.
   */
  export(options?: ExportOptions): Promise<Uint8Array>;
  /**
   * Adds the items of a file that `export` wrote. Items whose texts equal those in the file get its vectors, without embedding.
   * @throws {EmbedError} `index-load-failed` for what is not a whole file, `space-mismatch` for another model's.
   */
  import(file: Uint8Array | ArrayBuffer): Promise<void>;
  /**
   * Measures how close queries about other things come to the items, by which hits get their `relevance`. An index does so by
   * itself when the page is idle; this waits for it.
   * @throws {EmbedError} as `build`
   */
  calibrate(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Recall@10 of int8 search with rescoring, with up to 200 stored passages as queries; always 1 for `precision: 'int8'`. */
  measureRecall(): Promise<number>;
  /** Deletes what is stored of texts that are no longer in it, and of other models. */
  prune(): Promise<void>;
}
