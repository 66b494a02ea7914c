import { EmbedError, modelRequired } from '../errors.js';
import type { NewDocument } from '../rpc/searchProtocol.js';
import type { Embedder } from '../types.js';
import { absoluteUrl } from '../utils/absoluteUrl.js';
import { asyncDispose } from '../utils/asyncDispose.js';
import { loadScript } from '../utils/loadScript.js';
import { abortable } from '../utils/promises.js';
import { IndexBuilder } from './IndexBuilder.js';
import { ItemSearch } from './ItemSearch.js';
import { type Changes, ItemStore } from './ItemStore.js';
import { ItemsView } from './ItemsView.js';
import type { ExportOptions, SearchIndexOptions, SearchOptions, VectorSearchOptions } from './optionTypes.js';
import type { SearchResult } from './resultTypes.js';
import { SearchWorkerClient } from './SearchWorkerClient.js';
import { spawnSearchWorker } from './spawnSearchWorker.js';
import type { SearchIndex, SearchIndexState } from './types.js';
import { assertFields, assertQuery, assertSearchOptions, assertVector, DEFAULT_LIMIT } from './validation.js';

const RECALL_SAMPLES = 200;

/**
 * Makes an index of items. Nothing is started before the first search or `build()`, so it is safe at the top of a module
 * and on a server. The caller disposes it.
 */
export function createSearchIndex<T>(options: SearchIndexOptions<T>): SearchIndex<T> {
  return new WorkerSearchIndex(options);
}

/** The language of the texts: the page's where the app gives none; none on a server. */
function languageOf<T>({ language, lexical }: SearchIndexOptions<T>): string | undefined {
  if (lexical) return undefined;
  return (language ?? globalThis.document?.documentElement.lang) || undefined;
}

class WorkerSearchIndex<T> implements SearchIndex<T> {
  readonly embedder: Embedder;
  readonly items: ItemsView<T>;
  readonly getState: () => SearchIndexState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly #options: SearchIndexOptions<T>;
  readonly #itemStore: ItemStore<T>;
  readonly #worker: SearchWorkerClient;
  readonly #builder: IndexBuilder;
  readonly #itemSearch: ItemSearch<T>;
  readonly #disposal = new AbortController();
  #opening: Promise<void> | undefined;

  constructor(options: SearchIndexOptions<T>) {
    const { embedder, getText, getId, fields = {}, lexical } = options;
    const { precision = 'auto' } = options;
    assertFields(fields);
    const itemStore = new ItemStore({ getText, getId, fields });
    this.embedder = embedder;
    this.items = new ItemsView(itemStore);
    this.#options = options;
    this.#itemStore = itemStore;
    this.#worker = new SearchWorkerClient({
      start: options.worker ?? spawnSearchWorker,
      read: this.#read,
      language: languageOf(options),
      lexical,
      docIds: () => itemStore.docIds(),
      onLost: (error) => {
        this.#opening = undefined; // the source can be fetched again
        this.#builder.recover(error);
      },
      onError: (error) => this.#builder.state.fail(error),
    });
    const rebuild = (signal: AbortSignal | undefined) => this.build(signal && { signal });
    this.#itemSearch = new ItemSearch({ itemStore, worker: this.#worker, embedder, lexical, rebuild });
    this.#builder = new IndexBuilder({
      ...{ embedder, itemStore, worker: this.#worker, precision },
      overlap: options.overlap,
      persist: options.persist,
      signal: this.#disposal.signal,
      build: () => this.build(),
    });
    this.getState = this.#builder.state.get;
    this.subscribe = this.#builder.state.subscribe;
  }

  get revision(): number {
    return this.#builder.state.revision;
  }

  add(items: Iterable<T>): readonly string[] {
    const changes = this.#itemStore.add(items);
    this.#change(changes);
    return changes.given.map((docId) => this.#itemStore.at(docId)?.id as string); // each was just put there
  }

  set(items: Iterable<T>): void {
    this.#change(this.#itemStore.set(items));
  }

  remove(ids: Iterable<string>): void {
    this.#change(this.#itemStore.remove(ids));
  }

  async build({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    await this.#open(signal);
    await abortable(this.#builder.build(), signal);
  }

  async search(query: string, options: SearchOptions<T> = {}): Promise<SearchResult<T>> {
    const { mode = 'hybrid', signal } = options;
    assertQuery(query);
    assertSearchOptions(options);
    await this.#open(signal);
    if (query.trim() === '')
      return { hits: [], total: 0, mode, fusion: 'none', ...(await this.#itemSearch.facetsOf(options)) };
    if (mode === 'lexical') return this.#itemSearch.search({ query, mode }, options);
    const embed = () => this.#builder.queryVector(query, signal);
    if (mode === 'hybrid') return this.#itemSearch.search({ query, mode }, options, embed);
    const { vector, error, interim, release } = await embed();
    if (!vector) throw error ?? modelRequired();
    const request = { query, mode, vector, ...(interim && { interim }) };
    return this.#itemSearch.search(request, options).finally(release);
  }

  async searchByVector(vector: Float32Array, options: VectorSearchOptions<T> = {}): Promise<SearchResult<T>> {
    assertSearchOptions(options);
    await this.build(options.signal && { signal: options.signal });
    if (this.getState().status === 'lexical') throw modelRequired();
    assertVector(vector, this.embedder.model, this.#builder.vectors.space);
    return this.#itemSearch.search({ mode: 'semantic', vector }, options);
  }

  async similar(id: string, options: VectorSearchOptions<T> = {}): Promise<SearchResult<T>> {
    const { limit = DEFAULT_LIMIT, signal } = options;
    assertSearchOptions(options);
    await this.build(signal && { signal });
    const docId = this.#itemStore.docIdOf(id);
    if (docId === undefined)
      throw new EmbedError('invalid-input', `There is no item "${id}" in this index.`, { details: { id } });
    const { vector } = await this.#worker.call('vectorOf', { docId });
    if (!vector) throw modelRequired();
    const found = await this.#itemSearch.search(
      { mode: 'semantic', vector },
      { ...options, limit: limit + 1 },
    );
    const others = found.hits.filter((hit) => hit.id !== id);
    const total = Math.max((found.total ?? 0) - (found.hits.length - others.length), 0);
    return { ...found, hits: others.slice(0, limit), total };
  }

  async export({ precision = 'float32', signal }: ExportOptions = {}): Promise<Uint8Array> {
    await this.build(signal && { signal });
    const { space } = this.#builder.vectors;
    if (this.getState().status === 'lexical') throw modelRequired();
    const { exportFile } = await loadScript(() => import('./importExport.js'));
    const parts = { itemStore: this.#itemStore, worker: this.#worker };
    return abortable(exportFile(parts, { space: space ?? this.embedder.space, precision }), signal);
  }

  async import(file: Uint8Array | ArrayBuffer): Promise<void> {
    await this.#open();
    // Compared by name, since a buffer may come from another frame.
    if (!/^\[object (Uint8Array|ArrayBuffer)\]$/.test(Object.prototype.toString.call(file)))
      throw new EmbedError(
        'invalid-input',
        'import() takes the bytes of a file, a Uint8Array or ArrayBuffer.',
      );
    await this.#import({ file: new Uint8Array(file) });
  }

  async calibrate({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    await this.build(signal && { signal });
    await abortable(this.#builder.calibrate(), signal);
  }

  async measureRecall(): Promise<number> {
    await this.build();
    return (await this.#worker.call('measureRecall', { samples: RECALL_SAMPLES })).recall;
  }

  async prune(): Promise<void> {
    this.#disposal.signal.throwIfAborted();
    await this.#builder.vectors.prune();
  }

  async dispose(): Promise<void> {
    if (this.#disposal.signal.aborted) return;
    const reason = new EmbedError(
      'disposed',
      'This index was disposed. Make another with createSearchIndex().',
    );
    this.#disposal.abort(reason);
    this.#worker.terminate(reason);
    this.#builder.state.report('disposed');
  }

  [asyncDispose](): Promise<void> {
    return this.dispose();
  }

  readonly #read = (docId: number): NewDocument => {
    const { text = '', fields = [] } = this.#itemStore.at(docId) ?? {};
    return fields.length > 0 ? { docId, text, fields } : { docId, text };
  };

  /** Adds the items of the source, once; after a failure it can be called again. */
  async #open(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#disposal.signal.throwIfAborted();
    const { source } = this.#options;
    if (source === undefined) return;
    this.#opening ??= this.#import({ url: absoluteUrl(source) }).catch((error) => {
      this.#opening = undefined;
      this.#builder.state.fail(error);
      throw error;
    });
    await abortable(this.#opening, signal);
  }

  async #import(source: { readonly url: string } | { readonly file: Uint8Array }): Promise<void> {
    const { precision = 'auto', lexical } = this.#options;
    const { state, vectors } = this.#builder;
    const { importFile } = await loadScript(() => import('./importExport.js'));
    await importFile(source, {
      itemStore: this.#itemStore,
      worker: this.#worker,
      space: this.embedder.model.semantic ? this.embedder.space : undefined,
      precision,
      indexWords: !lexical,
      setsLanguage: this.#options.language === undefined && !lexical,
      read: this.#read,
      onItems: (changes, imported, space) => {
        state.revision += 1;
        lexical?.put(changes.put.map(this.#read));
        vectors.change(changes);
        vectors.setImported(space, imported);
        state.refresh();
        this.items.change();
      },
      onRefused: (changes) => this.#change(changes),
    });
  }

  #change(changes: Changes): void {
    this.#disposal.signal.throwIfAborted();
    if (changes.isChanged) this.#builder.change(changes);
    if (changes.isChanged || changes.isSwapped) this.items.change();
  }
}
