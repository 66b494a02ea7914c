import { EmbedError } from '../errors.js';
import { MIN_DOCUMENTS } from '../ranking/fusion.js';
import type { IndexPrecision } from '../rpc/searchProtocol.js';
import type { Embedder } from '../types.js';
import { embeddedText } from '../utils/embeddedText.js';
import { loadScript } from '../utils/loadScript.js';
import { abortable, defer } from '../utils/promises.js';
import { IndexState } from './IndexState.js';
import type { InterimOptions, InterimVectors } from './InterimVectors.js';
import type { Changes, ItemStore } from './ItemStore.js';
import { type QueryVector, queryVector } from './queryVector.js';
import type { SearchWorkerClient } from './SearchWorkerClient.js';
import { VectorIndexer } from './VectorIndexer.js';

/** A worker that dies more often than this, in this time, is not replaced before the next call. */
const MAX_CRASHES = 3;
const CRASH_WINDOW_MS = 60_000;

/** Dependencies of {@link IndexBuilder}. */
export interface IndexBuilderOptions {
  readonly embedder: Embedder;
  readonly itemStore: Pick<ItemStore<unknown>, 'at' | 'docIds' | 'size'>;
  readonly worker: SearchWorkerClient;
  readonly precision: IndexPrecision;
  readonly overlap: number | undefined;
  /** The name under which vectors are stored. */
  readonly persist: string | undefined;
  /** Ends all work. */
  readonly signal: AbortSignal;
  /** Builds the index: its source is opened first, if it has one. */
  readonly build: () => Promise<void>;
}

/**
 * Builds what an index needs to be searched by meaning: its vectors, the interim model's until they are complete, and the calibration
 * of relevance. It builds again after changes of items and after a crash of the worker, and reports its progress in `state`.
 */
export class IndexBuilder {
  readonly state: IndexState;
  readonly vectors: VectorIndexer;
  readonly #options: IndexBuilderOptions;
  readonly #vectorOptions: InterimOptions;
  /** The interim model's vectors, by which searches are answered until the index's own are complete. */
  #interim: InterimVectors | undefined;
  /** Resolves once it is known whether vectors are missing, and if so, once the interim ones were started. */
  readonly #known = defer<void>();
  #building: Promise<void> | undefined;
  #calibration: { readonly space: string; readonly done: Promise<void> } | undefined;
  /** When workers crashed, within `CRASH_WINDOW_MS`. */
  #lostAt: readonly number[] = [];

  constructor(options: IndexBuilderOptions) {
    const { itemStore, worker, precision, overlap, signal, embedder } = options;
    this.#options = options;
    this.#vectorOptions = {
      ...{ worker, precision, overlap, signal, embedder },
      textOf: (docId) => {
        const entry = itemStore.at(docId);
        return entry && embeddedText(entry);
      },
      docIds: () => itemStore.docIds(),
      onProgress: () => this.state.report('indexing'),
    };
    const onMissing = () => {
      const starting = this.#startInterim().catch(() => {}); // the main model is loaded anyway
      void starting.then(this.#known.resolve);
    };
    this.vectors = new VectorIndexer({ ...this.#vectorOptions, persist: options.persist, onMissing });
    this.state = new IndexState(() => {
      const { pending, partlyDone, persistError } = this.vectors;
      const interim = this.#interim?.isComplete && { interimModel: this.#interim.model.id };
      return {
        items: itemStore.size,
        pending,
        partlyDone,
        ...interim,
        ...(persistError && { persistError }),
      };
    });
  }

  /** Makes the vectors that are missing. */
  build(): Promise<void> {
    this.#building ??= this.#makeVectors().finally(() => {
      this.#building = undefined;
    });
    return this.#building;
  }

  /** Calibrates relevance, once for each space and each worker. */
  calibrate(): Promise<void> {
    const { embedder, worker, signal } = this.#options;
    const { space } = this.vectors;
    const { status, items } = this.state.get();
    if (space === undefined || status !== 'ready' || items < MIN_DOCUMENTS) return Promise.resolve();
    if (this.#calibration?.space !== space) {
      const options = { embedder, worker, space, signal };
      const calibrating = loadScript(() => import('./embedCalibrationQueries.js')).then(
        ({ embedCalibrationQueries }) => embedCalibrationQueries(options),
      );
      const done = calibrating.then(
        () => {
          this.state.revision += 1; // answers have relevance from now on
          this.state.refresh();
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

  /** Reacts to changed items: if the index was ready, their vectors are made at once. */
  change(changes: Changes): void {
    this.state.revision += 1;
    this.vectors.change(changes);
    this.#interim?.change(changes);
    this.#options.worker.change(changes);
    const goesOn = this.state.get().status === 'ready' && this.vectors.pending > 0;
    if (!goesOn) this.state.refresh();
    else this.#buildAgain();
  }

  /** Reacts to a crash of the worker: the next worker gets all vectors again, unless workers crash too often. */
  recover(error: EmbedError): void {
    const { status } = this.state.get();
    this.vectors.loseAll();
    this.#interim?.loseAll();
    this.#calibration = undefined;
    const now = performance.now();
    this.#lostAt = [...this.#lostAt.filter((at) => now - at < CRASH_WINDOW_MS), now];
    if (this.#lostAt.length > MAX_CRASHES || !EmbedError.is(error, 'worker-crashed')) this.state.fail(error);
    else if (status === 'ready' || status === 'indexing') this.#buildAgain();
    else this.state.refresh();
  }

  /** The vector of a query: by the interim model, as long as that is needed. */
  async queryVector(query: string, signal?: AbortSignal): Promise<QueryVector> {
    const interim = await this.#interimVector(query, signal);
    if (interim) return interim;
    const loadSpace = async () => {
      const space = await this.vectors.loadSpace(signal);
      if (space === undefined) this.state.report('lexical');
      else if (this.vectors.pending > 0) this.#buildInBackground();
      return space;
    };
    const { embedder, signal: disposal } = this.#options;
    return queryVector(query, { embedder, loadSpace, signal, disposal });
  }

  #buildAgain(): void {
    this.state.report('indexing');
    this.#buildInBackground();
  }

  #buildInBackground(): void {
    this.#options.build().catch(() => {}); // reported in the state
  }

  async #makeVectors(): Promise<void> {
    this.state.report('indexing');
    try {
      const isReady = await this.vectors.make();
      if (isReady) this.#endInterim();
      this.state.report(isReady ? 'ready' : 'lexical');
      this.calibrate().catch(() => {}); // hits then have no relevance
    } catch (error) {
      this.state.fail(error);
      throw error;
    } finally {
      this.#known.resolve();
    }
  }

  get #hasModel(): boolean {
    const { embedder } = this.#options;
    return embedder.getState().status === 'ready' && embedder.model.semantic;
  }

  async #startInterim(): Promise<void> {
    const { interim: embedder } = this.#options.embedder;
    if (!embedder || this.#interim || this.#hasModel) return;
    const { InterimVectors } = await loadScript(() => import('./InterimVectors.js'));
    if (this.#interim || this.#hasModel) return;
    const onProgress = () => this.state.refresh();
    this.#interim = new InterimVectors({ ...this.#vectorOptions, embedder, onProgress });
    void this.#interim.make().then(onProgress);
  }

  #endInterim(): void {
    this.#interim?.end();
    this.#interim = undefined;
  }

  async #interimVector(query: string, signal?: AbortSignal): Promise<QueryVector | undefined> {
    if (!this.#options.embedder.interim) return undefined;
    if (!this.#interim && !this.#hasModel) {
      this.#buildInBackground();
      await abortable(this.#known.promise, signal);
    }
    return this.#interim?.query(query, signal);
  }
}
