import { spaceOf } from '../embedder/vectorCache.js';
import { asEmbedError, EmbedError, modelRequired } from '../errors.js';
import type { RemoteAnswer, RemoteRequest, RemoteSearch } from '../rpc/remoteProtocol.js';
import type { Embedder } from '../types.js';
import { asyncDispose } from '../utils/asyncDispose.js';
import { abortable } from '../utils/promises.js';
import { createStore } from '../utils/store.js';
import { withEither } from '../utils/withEither.js';
import { facetRequestOf } from './facets.js';
import { readFilter } from './fieldFilter.js';
import type { SearchOptions, VectorSearchOptions } from './optionTypes.js';
import { type QueryVector, queryVector } from './queryVector.js';
import { type RemoteAddress, requestRemote } from './requestRemote.js';
import type { SearchResult } from './resultTypes.js';
import type { SearchableIndex, SearchIndexState } from './types.js';
import { assertQuery, assertVector, DEFAULT_LIMIT } from './validation.js';
import { vectorToText } from './vectorBase64.js';

/** Options of {@link createRemoteIndex}. */
export interface RemoteIndexOptions extends RemoteAddress {
  /** What makes the vectors of queries, in this page. The index borrows it: the caller disposes it. */
  readonly embedder: Embedder;
}

/**
 * An index on a server that answers with `createSearchHandler` of `react-embeddings/server`: the same as one in the page
 * for the caller. The server gets the query and its vector. Nothing is asked before the first search.
 */
export function createRemoteIndex<T>(options: RemoteIndexOptions): SearchableIndex<T> {
  return new RemoteIndex(options);
}

class RemoteIndex<T> implements SearchableIndex<T> {
  readonly embedder: Embedder;
  readonly #address: RemoteAddress;
  readonly #state = createStore<SearchIndexState>({ status: 'idle', items: 0, embedded: 0 });
  readonly #disposal = new AbortController();

  constructor({ embedder, ...address }: RemoteIndexOptions) {
    this.embedder = embedder;
    this.#address = address;
  }

  readonly getState = (): SearchIndexState => this.#state.get();
  readonly subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener);

  async search(query: string, options: SearchOptions<T> = {}): Promise<SearchResult<T>> {
    const { mode = 'hybrid', signal, onLexical } = options;
    this.#assertOpen(signal);
    assertQuery(query);
    conditionsOf(options); // what is wrong is told before anything is embedded
    const ask = (how: Pick<RemoteSearch, 'mode'> & Partial<RemoteSearch>, signal?: AbortSignal) =>
      this.#search({ query, ...how }, options, signal);
    const countsFacets = options.facets ?? options.selectedFacets;
    if (query.trim() === '' && !countsFacets) return { hits: [], mode, fusion: 'none' };
    if (query.trim() === '') return { ...(await ask({ query: '', mode: 'lexical' }, signal)), mode };
    if (mode === 'lexical') return ask({ mode }, signal);
    const embedding = this.#queryVector(query, signal);
    const lexical = mode === 'hybrid' && onLexical ? new AbortController() : undefined;
    let early: Promise<SearchResult<T>> | undefined;
    if (lexical && !(await isSettled(embedding))) {
      early = withEither([signal, lexical.signal], (either) => ask({ mode: 'lexical' }, either));
      early.then(onLexical, () => {}); // the search itself will tell
    }
    try {
      const { vector, error } = await embedding;
      if (vector) return await ask({ mode, ...this.#vectorFields(vector) }, signal);
      if (mode === 'semantic') throw error ?? modelRequired();
      const result = await (early ?? ask({ mode: 'lexical' }, signal));
      return error ? { ...result, error } : result;
    } finally {
      lexical?.abort();
    }
  }

  async searchByVector(vector: Float32Array, options: VectorSearchOptions<T> = {}): Promise<SearchResult<T>> {
    this.#assertOpen(options.signal);
    conditionsOf(options);
    if ((await this.#loadSpace(options.signal)) === undefined) throw modelRequired();
    assertVector(vector, this.embedder.model, spaceOf(vector)); // the server knows its space
    const how = { mode: 'semantic', ...this.#vectorFields(vector) } as const;
    return this.#search(how, options, options.signal);
  }

  async similar(id: string, options: VectorSearchOptions<T> = {}): Promise<SearchResult<T>> {
    const { limit = DEFAULT_LIMIT, minScore, signal } = options;
    this.#assertOpen(signal);
    const asked = { limit, ...(minScore !== undefined && { minScore }) };
    return this.#answer({ type: 'similar', id, ...asked }, options, signal);
  }

  async dispose(): Promise<void> {
    if (this.#disposal.signal.aborted) return;
    this.#report('disposed');
    this.#disposal.abort(
      new EmbedError('disposed', 'This index was disposed. Make another with createRemoteIndex().'),
    );
  }

  [asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #search(
    how: Pick<RemoteSearch, 'mode'> & Partial<RemoteSearch>,
    options: SearchOptions<T>,
    signal?: AbortSignal,
  ): Promise<SearchResult<T>> {
    const { limit = DEFAULT_LIMIT, minScore, prefix, fusion, semanticWeight } = options;
    const searchRequest: RemoteSearch = {
      type: 'search',
      query: '',
      limit,
      prefix: prefix ?? false,
      fusion: fusion ?? 'weighted-mean',
      semanticWeight: semanticWeight ?? this.embedder.model.semanticWeight,
      ...(minScore !== undefined && { minScore }),
      ...how,
    };
    return this.#answer(searchRequest, options, signal);
  }

  #answer(
    searchRequest: RemoteRequest,
    options: ConditionOptions<T>,
    signal?: AbortSignal,
  ): Promise<SearchResult<T>> {
    return this.#request({ ...searchRequest, ...conditionsOf(options) }, signal);
  }

  async #request(searchRequest: RemoteRequest, signal?: AbortSignal): Promise<SearchResult<T>> {
    return withEither([signal, this.#disposal.signal], async (ends) => {
      try {
        const answer = await requestRemote<T>(this.#address, searchRequest, ends);
        this.#note(answer);
        const mode = searchRequest.type === 'similar' ? 'semantic' : searchRequest.mode;
        const { hits, fusion, facets } = answer;
        return { hits, mode, fusion, ...(facets && { facets }) };
      } catch (error) {
        ends.throwIfAborted();
        const failure = asEmbedError(error, 'request-failed', 'The search request failed.');
        this.#report('error', failure);
        throw failure;
      }
    });
  }

  #note({ items, embedded }: RemoteAnswer<T>): void {
    const whole = embedded === items ? 'ready' : 'indexing';
    const status = this.embedder.model.semantic ? whole : 'lexical';
    const before = this.getState();
    if (before.status !== status || before.items !== items || before.embedded !== embedded)
      this.#report(status, undefined, { items, embedded });
  }

  #report(
    status: SearchIndexState['status'],
    error?: EmbedError,
    { items, embedded }: Pick<SearchIndexState, 'items' | 'embedded'> = this.getState(),
  ): void {
    if (this.#disposal.signal.aborted) return;
    this.#state.set({ status, items, embedded, ...(error && { error }) });
  }

  #queryVector(query: string, signal?: AbortSignal): Promise<QueryVector> {
    const loadSpace = async () => {
      const space = await this.#loadSpace(signal);
      if (space === undefined) this.#report('lexical');
      return space;
    };
    const disposal = this.#disposal.signal;
    return queryVector(query, { embedder: this.embedder, loadSpace, signal, disposal });
  }

  async #loadSpace(signal?: AbortSignal): Promise<string | undefined> {
    const loading = this.embedder.load(signal && { signal });
    const { semantic, space } = await abortable(loading, this.#disposal.signal);
    return semantic ? space : undefined;
  }

  #vectorFields(vector: Float32Array): Required<Pick<RemoteSearch, 'space' | 'vector'>> {
    return { space: spaceOf(vector) ?? this.embedder.space, vector: vectorToText(vector) };
  }

  #assertOpen(signal?: AbortSignal): void {
    signal?.throwIfAborted();
    this.#disposal.signal.throwIfAborted();
  }
}

type ConditionOptions<T> = Pick<SearchOptions<T>, 'filter' | 'facets' | 'selectedFacets'>;

/**
 * What is sent of filter and facets.
 * @throws {EmbedError} `invalid-input` for a function, for a field that is in both, and as a local index
 */
function conditionsOf<T>({
  filter,
  ...options
}: ConditionOptions<T>): Pick<RemoteSearch, keyof ConditionOptions<T>> {
  if (typeof filter === 'function')
    throw new EmbedError(
      'invalid-input',
      'A function cannot filter on a server. Give the fields and their values: { filter: { lang: "en" } }.',
    );
  const { fields, selected } = facetRequestOf(options);
  const given = filter && readFilter(filter);
  const both = Object.keys(selected).find((field) => given && field in given);
  if (both !== undefined)
    throw new EmbedError('invalid-input', `"${both}" is in filter and in selectedFacets. Give it once.`, {
      details: { field: both },
    });
  return {
    ...(given && { filter: given }),
    ...(fields.length > 0 && { facets: fields }),
    ...(Object.keys(selected).length > 0 && { selectedFacets: selected }),
  };
}

/** Whether a promise is settled before the next task: a vector that is stored is there at once. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let isPending = true;
  promise
    .finally(() => {
      isPending = false;
    })
    .catch(() => {}); // its callers get the error
  await new Promise((resolve) => setTimeout(resolve));
  return !isPending;
}
