import { asEmbedError, EmbedError, modelRequired } from '../errors.js';
import { MIN_DOCUMENTS } from '../ranking/fusion.js';
import type { NewDocument } from '../rpc/searchProtocol.js';
import type { Embedder } from '../types.js';
import { absoluteUrl } from '../utils/absoluteUrl.js';
import { asyncDispose } from '../utils/asyncDispose.js';
import { embeddedText } from '../utils/embeddedText.js';
import { abortable, defer } from '../utils/promises.js';
import { createStore } from '../utils/store.js';
import { Indexer } from './Indexer.js';
import type { InterimOptions, InterimVectors } from './InterimVectors.js';
import { type Changes, ItemStore } from './ItemStore.js';
import { ItemsView } from './ItemsView.js';
import type { ExportOptions, SearchIndexOptions, SearchOptions, VectorSearchOptions } from './optionTypes.js';
import { type QueryVector, queryVector } from './queryVector.js';
import type { SearchResult } from './resultTypes.js';
import { SearchClient } from './SearchClient.js';
import { SearchWorkerClient } from './SearchWorkerClient.js';
import { spawnSearchWorker } from './spawnSearchWorker.js';
import type { SearchIndex, SearchIndexState } from './types.js';
import { assertFields, assertQuery, assertSearchOptions, assertVector, DEFAULT_LIMIT } from './validation.js';

const RECALL_SAMPLES = 200;
/** A worker that dies more often than this, in this time, is not replaced before somebody asks. */
const MAX_CRASHES = 3;
const CRASH_WINDOW_MS = 60_000;

/**
 * Makes an index of items. Nothing is started before the first search or `build()`, so it is safe at the top of a module
 * and on a server. Whoever makes it disposes it.
 */
export function createSearchIndex<T>(options: SearchIndexOptions<T>): SearchIndex<T> {
  return new WorkerSearchIndex(options);
}

/** Of the texts: what the page says where the app does not, which is nothing on a server. */
function languageOf<T>({ language, lexical }: SearchIndexOptions<T>): string | undefined {
  if (lexical) return undefined;
  return (language ?? globalThis.document?.documentElement.lang) || undefined;
}

class WorkerSearchIndex<T> implements SearchIndex<T> {
  readonly embedder: Embedder;
  readonly items: ItemsView<T>;
  readonly #options: SearchIndexOptions<T>;
  readonly #itemStore: ItemStore<T>;
  readonly #worker: SearchWorkerClient;
  readonly #vectors: Indexer;
  /** By which searches are answered until the index's own vectors are whole. */
  #interim: InterimVectors | undefined;
  /** Whether vectors are missing, which what is stored decides. */
  readonly #known = defer<void>();
  readonly #searchClient: SearchClient<T>;
  readonly #state = createStore<SearchIndexState>({ status: 'idle', items: 0, embedded: 0 });
  readonly #disposal = new AbortController();
  #opening: Promise<void> | undefined;
  #building: Promise<void> | undefined;
  #calibration: { readonly space: string; readonly done: Promise<void> } | undefined;
  #revision = 0;
  /** When workers were lost, lately. */
  #lostAt: readonly number[] = [];

  constructor(options: SearchIndexOptions<T>) {
    const { embedder, getText, getId, fields = {}, lexical } = options;
    const { precision = 'auto' } = options;
    assertFields(fields);
    const itemStore = new ItemStore({ getText, getId, fields });
    const docIds = () => itemStore.docIds();
    this.embedder = embedder;
    this.items = new ItemsView(itemStore);
    this.#options = options;
    this.#itemStore = itemStore;
    this.#worker = new SearchWorkerClient({
      start: options.worker ?? spawnSearchWorker,
      read: this.#read,
      language: languageOf(options),
      lexical,
      docIds,
      onLost: (error) => this.#recover(error),
      onError: (error) => this.#fail(error),
    });
    const rebuild = (signal: AbortSignal | undefined) => this.build(signal && { signal });
    this.#searchClient = new SearchClient({ itemStore, worker: this.#worker, embedder, lexical, rebuild });
    const vectorOptions = {
      worker: this.#worker,
      precision,
      overlap: options.overlap,
      signal: this.#disposal.signal,
      textOf: (docId: number) => {
        const entry = itemStore.at(docId);
        return entry && embeddedText(entry);
      },
      docIds,
      onProgress: () => this.#report('indexing'),
    };
    this.#vectors = new Indexer({
      ...vectorOptions,
      embedder,
      persist: options.persist,
      onMissing: () => {
        const starting = this.#startInterim(vectorOptions).catch(() => {}); // the large model comes all the same
        void starting.then(this.#known.resolve);
      },
    });
  }

  readonly getState = (): SearchIndexState => this.#state.get();
  readonly subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener);

  get revision(): number {
    return this.#revision;
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
    this.#building ??= this.#makeVectors().finally(() => {
      this.#building = undefined;
    });
    await abortable(this.#building, signal);
  }

  async search(query: string, options: SearchOptions<T> = {}): Promise<SearchResult<T>> {
    const { mode = 'hybrid', signal } = options;
    assertQuery(query);
    assertSearchOptions(options);
    await this.#open(signal);
    if (query.trim() === '')
      return { hits: [], total: 0, mode, fusion: 'none', ...(await this.#searchClient.facetsOf(options)) };
    if (mode === 'lexical') return this.#searchClient.search({ query, mode }, options);
    const embed = () => this.#queryVector(query, signal);
    if (mode === 'hybrid') return this.#searchClient.search({ query, mode }, options, embed);
    const { vector, error, interim, release } = await embed();
    if (!vector) throw error ?? modelRequired();
    const request = { query, mode, vector, ...(interim && { interim }) };
    return this.#searchClient.search(request, options).finally(release);
  }

  async searchByVector(vector: Float32Array, options: VectorSearchOptions<T> = {}): Promise<SearchResult<T>> {
    assertSearchOptions(options);
    await this.build(options.signal && { signal: options.signal });
    if (this.getState().status === 'lexical') throw modelRequired();
    assertVector(vector, this.embedder.model, this.#vectors.space);
    return this.#searchClient.search({ mode: 'semantic', vector }, options);
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
    const found = await this.#searchClient.search(
      { mode: 'semantic', vector },
      { ...options, limit: limit + 1 },
    );
    const others = found.hits.filter((hit) => hit.id !== id);
    const total = Math.max((found.total ?? 0) - (found.hits.length - others.length), 0);
    return { ...found, hits: others.slice(0, limit), total };
  }

  async export({ vectors = 'float32', signal }: ExportOptions = {}): Promise<Uint8Array> {
    await this.build(signal && { signal });
    const { space } = this.#vectors;
    if (this.getState().status === 'lexical') throw modelRequired();
    const { exportFile } = await import('./importExport.js');
    const parts = { itemStore: this.#itemStore, worker: this.#worker };
    return abortable(exportFile(parts, { space: space ?? this.embedder.space, vectors }), signal);
  }

  async import(file: Uint8Array | ArrayBuffer): Promise<void> {
    await this.#open();
    await this.#import({ file: new Uint8Array(file) });
  }

  async calibrate({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    await this.build(signal && { signal });
    await abortable(this.#calibrate(), signal);
  }

  /** Once for each space and each worker. */
  #calibrate(): Promise<void> {
    const { space } = this.#vectors;
    const { status, items } = this.getState();
    if (space === undefined || status !== 'ready' || items < MIN_DOCUMENTS) return Promise.resolve();
    if (this.#calibration?.space !== space) {
      const options = { embedder: this.embedder, worker: this.#worker, space, signal: this.#disposal.signal };
      const calibrating = import('./calibrate.js').then(({ calibrate }) => calibrate(options));
      const done = calibrating.then(
        () => {
          this.#revision += 1; // answers have relevance from now on
          this.#report(this.getState().status);
        },
        (error: unknown) => {
          this.#calibration = undefined;
          throw error;
        },
      );
      this.#calibration = { space, done };
    }
    return this.#calibration.done;
  }

  async measureRecall(): Promise<number> {
    await this.build();
    return (await this.#worker.call('measureRecall', { samples: RECALL_SAMPLES })).recall;
  }

  async prune(): Promise<void> {
    this.#disposal.signal.throwIfAborted();
    await this.#vectors.prune();
  }

  async dispose(): Promise<void> {
    if (this.#disposal.signal.aborted) return;
    const reason = new EmbedError(
      'disposed',
      'This index was disposed. Make another with createSearchIndex().',
    );
    this.#disposal.abort(reason);
    this.#worker.terminate(reason);
    this.#report('disposed');
  }

  [asyncDispose](): Promise<void> {
    return this.dispose();
  }

  readonly #read = (docId: number): NewDocument => {
    const { text = '', fields = [] } = this.#itemStore.at(docId) ?? {};
    return fields.length > 0 ? { docId, text, fields } : { docId, text };
  };

  /** Takes the items of the source in, once; a failure may be tried again. */
  async #open(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#disposal.signal.throwIfAborted();
    const { source } = this.#options;
    if (source === undefined) return;
    this.#opening ??= this.#import({ url: absoluteUrl(source) }).catch((error) => {
      this.#opening = undefined;
      this.#fail(error);
      throw error;
    });
    await abortable(this.#opening, signal);
  }

  async #import(source: { readonly url: string } | { readonly file: Uint8Array }): Promise<void> {
    const { precision = 'auto', lexical } = this.#options;
    const { importFile } = await import('./importExport.js');
    await importFile(source, {
      itemStore: this.#itemStore,
      worker: this.#worker,
      space: this.embedder.model.semantic ? this.embedder.space : undefined,
      precision,
      indexWords: !lexical,
      setsLanguage: this.#options.language === undefined && !lexical,
      read: this.#read,
      onItems: (changes, imported, space) => {
        this.#revision += 1;
        lexical?.put(changes.put.map(this.#read));
        this.#vectors.change(changes);
        this.#vectors.adopt(space, imported);
        this.#report(this.getState().status);
        this.items.change();
      },
      onRefused: (changes) => this.#change(changes),
    });
  }

  #change(changes: Changes): void {
    this.#disposal.signal.throwIfAborted();
    if (changes.isChanged) this.#takeIn(changes);
    if (changes.isChanged || changes.isSwapped) this.items.change();
  }

  #takeIn(changes: Changes): void {
    this.#revision += 1;
    this.#vectors.change(changes);
    this.#interim?.change(changes);
    this.#worker.change(changes);
    const { status } = this.getState();
    const goesOn = status === 'ready' && this.#vectors.pending > 0;
    this.#report(goesOn ? 'indexing' : status);
    if (goesOn) this.#buildInBackground();
  }

  #buildInBackground(): void {
    this.build().catch(() => {}); // the state tells of it
  }

  async #makeVectors(): Promise<void> {
    this.#report('indexing');
    try {
      const isReady = await this.#vectors.make();
      if (isReady) this.#endInterim();
      this.#report(isReady ? 'ready' : 'lexical');
      this.#calibrate().catch(() => {}); // hits then tell no relevance
    } catch (error) {
      this.#fail(error);
      throw error;
    } finally {
      this.#known.resolve();
    }
  }

  get #hasModel(): boolean {
    return this.embedder.getState().status === 'ready' && this.embedder.model.semantic;
  }

  async #startInterim(options: Omit<InterimOptions, 'embedder'>): Promise<void> {
    const { interim: embedder } = this.embedder;
    if (!embedder || this.#interim || this.#hasModel) return;
    const { InterimVectors } = await import('./InterimVectors.js');
    if (this.#interim || this.#hasModel) return;
    const onProgress = () => this.#report(this.getState().status);
    this.#interim = new InterimVectors({ ...options, embedder, onProgress });
    void this.#interim.make().then(onProgress);
  }

  #endInterim(): void {
    this.#interim?.end();
    this.#interim = undefined;
  }

  /** The worker is lost: another one gets what it had, unless that goes on and on. */
  #recover(error: EmbedError): void {
    const { status } = this.getState();
    this.#vectors.loseAll();
    this.#interim?.loseAll();
    this.#calibration = undefined;
    this.#opening = undefined; // what the source holds is to be had there again
    const now = performance.now();
    this.#lostAt = [...this.#lostAt.filter((at) => now - at < CRASH_WINDOW_MS), now];
    if (this.#lostAt.length > MAX_CRASHES || !EmbedError.is(error, 'worker-crashed')) this.#fail(error);
    else if (status === 'ready' || status === 'indexing') {
      this.#report('indexing');
      this.#buildInBackground();
    } else this.#report(status);
  }

  #fail(error: unknown): void {
    this.#report('error', asEmbedError(error, 'worker-crashed', 'The search index failed.'));
  }

  /** An error stays until the status is another one. */
  #report(
    status: SearchIndexState['status'],
    error = status === 'error' ? this.getState().error : undefined,
  ): void {
    if (this.#disposal.signal.aborted && status !== 'disposed') return;
    const items = this.#itemStore.size;
    const { pending, partlyDone, persistError } = this.#vectors;
    this.#state.set({
      status,
      items,
      embedded: items - pending,
      ...(this.#interim?.isComplete && { interimModel: this.#interim.model.id }),
      ...(status === 'indexing' && items > 0 && { share: (items - pending + partlyDone) / items }),
      ...(error && { error }),
      ...(persistError && { persistError }),
    });
  }

  async #queryVector(query: string, signal?: AbortSignal): Promise<QueryVector> {
    const interim = await this.#interimVector(query, signal);
    if (interim) return interim;
    const loadSpace = async () => {
      const space = await this.#vectors.loadSpace(signal);
      if (space === undefined) this.#report('lexical');
      else if (this.#vectors.pending > 0) this.#buildInBackground();
      return space;
    };
    const disposal = this.#disposal.signal;
    return queryVector(query, { embedder: this.embedder, loadSpace, signal, disposal });
  }

  /** The vector of a query by the small model, as long as that is needed. */
  async #interimVector(query: string, signal?: AbortSignal): Promise<QueryVector | undefined> {
    if (!this.embedder.interim) return undefined;
    if (!this.#interim && !this.#hasModel) {
      this.#buildInBackground();
      await abortable(this.#known.promise, signal);
    }
    return this.#interim?.query(query, signal);
  }
}
