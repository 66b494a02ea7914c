import type { ModelInfo } from '../models/types.js';
import type { Embedder } from '../types.js';
import { abortable, defer } from '../utils/promises.js';
import type { Changes } from './ItemStore.js';
import type { VectorIndexerOptions } from './PendingVectors.js';
import type { QueryVector } from './queryVector.js';
import type { SearchWorkerClient } from './SearchWorkerClient.js';
import { VectorIndexer } from './VectorIndexer.js';

/** Dependencies of {@link InterimVectors}: those of the index's own vectors, but with the interim model's embedder. */
export type InterimOptions = Omit<VectorIndexerOptions, 'persist' | 'interim' | 'onMissing'>;

/** The vectors of the interim model, by which an index answers until those of the main model are complete. */
export class InterimVectors {
  readonly #embedder: Embedder;
  readonly #worker: SearchWorkerClient;
  readonly #indexer: VectorIndexer;
  #making: Promise<boolean> | undefined;
  /** Searches that go on by these vectors. */
  #searches = 0;
  #isEnded = false;
  readonly #ended = defer<false>();

  constructor(options: InterimOptions) {
    this.#embedder = options.embedder;
    this.#worker = options.worker;
    this.#indexer = new VectorIndexer({ ...options, persist: undefined, interim: true });
    this.loseAll();
  }

  get model(): ModelInfo {
    return this.#embedder.model;
  }

  /** Whether all items have their vectors. */
  get isComplete(): boolean {
    return !this.#isEnded && this.#indexer.pending === 0;
  }

  change(changes: Changes): void {
    this.#indexer.change(changes);
  }

  /** The worker that had them is gone. */
  loseAll(): void {
    this.#indexer.loseAll();
  }

  /** Makes the vectors that are missing. @returns whether all are there: if it fails, the main model is loaded anyway */
  make(): Promise<boolean> {
    if (this.#isEnded) return this.#ended.promise;
    this.#making ??= this.#makeAll().finally(() => {
      this.#making = undefined;
    });
    return Promise.race([this.#making, this.#ended.promise]);
  }

  async #makeAll(): Promise<boolean> {
    try {
      return await this.#indexer.make();
    } catch {
      this.end(); // it is not tried again at each search
      return false;
    }
  }

  /** The vector of a query, when all items have theirs; undefined where there will be none. */
  async query(text: string, signal: AbortSignal | undefined): Promise<QueryVector | undefined> {
    if (!(await abortable(this.make(), signal))) return undefined;
    const embedding = this.#embedder.embed(text, { role: 'query', ...(signal && { signal }) });
    const vector = await embedding.catch(() => undefined);
    signal?.throwIfAborted();
    if (!vector || this.#isEnded) return undefined;
    this.#searches += 1;
    return { vector, interim: this.model, release: this.#release };
  }

  /** The vectors are not needed any more, but for searches that go on. */
  end(): void {
    this.#isEnded = true;
    this.#ended.resolve(false);
    this.#forgetUnused();
  }

  readonly #release = (): void => {
    this.#searches -= 1;
    if (this.#isEnded) this.#forgetUnused();
  };

  #forgetUnused(): void {
    if (this.#searches === 0) this.#worker.tell('clearVectors', { interim: true });
  }
}
