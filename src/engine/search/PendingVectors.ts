import type { EmbedError } from '../errors.js';
import type { IndexPrecision, NewVectors } from '../rpc/searchProtocol.js';
import type { Embedder } from '../types.js';
import { abortable } from '../utils/promises.js';
import type { Changes } from './ItemStore.js';
import type { SearchWorkerClient } from './SearchWorkerClient.js';

/** Dependencies of a `VectorIndexer`. */
export interface VectorIndexerOptions {
  readonly embedder: Embedder;
  readonly worker: SearchWorkerClient;
  readonly precision: IndexPrecision;
  readonly overlap: number | undefined;
  /** The name under which vectors are stored. */
  readonly persist: string | undefined;
  /** Whether vectors are of the interim model, beside those of the main model. */
  readonly interim?: true;
  /** Vectors are missing, and the model is to be loaded. */
  readonly onMissing?: () => void;
  /** Ends all work. */
  readonly signal: AbortSignal;
  readonly textOf: (docId: number) => string | undefined;
  readonly docIds: () => Iterable<number>;
  /** More vectors are there, or fewer. */
  readonly onProgress: () => void;
}

/** Which documents of an index lack vectors, and the one space of those that are there. */
export class PendingVectors {
  readonly #options: VectorIndexerOptions;
  /** Documents that have no vectors yet. */
  readonly waiting = new Set<number>();
  /** How much of each batch under way is done, in documents; parts of long ones are fractions. */
  readonly batches = new Set<{ done: number }>();
  /** Documents for which the store was not read yet. */
  readonly unchecked = new Set<number>();
  /** The space of which vectors are stored. */
  storedSpace: string | undefined;
  /** Why vectors are not stored, if so. */
  persistError: EmbedError | undefined;
  /** The space of the vectors that are there. */
  #space: string | undefined;

  constructor(options: VectorIndexerOptions) {
    this.#options = options;
  }

  get pending(): number {
    return this.waiting.size;
  }

  /** How many of the pending documents are done, parts of long ones as fractions: their vectors come with their batch. */
  get partlyDone(): number {
    let sum = 0;
    for (const { done } of this.batches) sum += done;
    return sum;
  }

  get space(): string | undefined {
    return this.#space;
  }

  get lane(): Pick<NewVectors, 'interim'> {
    return this.#options.interim ? { interim: true } : {};
  }

  change({ embed, removed }: Changes): void {
    this.#settle(removed);
    this.#want(embed);
  }

  /** These have their vectors, of this space: a file had them. */
  setImported(space: string, docIds: readonly number[]): void {
    this.setSpace(space);
    this.#settle(docIds);
  }

  #settle(docIds: readonly number[]): void {
    for (const docId of docIds) {
      this.waiting.delete(docId);
      this.unchecked.delete(docId);
    }
  }

  /** All vectors have to be made anew: the worker that had them is gone, or they are of another space. */
  loseAll(): void {
    this.storedSpace = undefined;
    this.#want(this.#options.docIds());
  }

  #want(docIds: Iterable<number>): void {
    for (const docId of docIds) {
      this.waiting.add(docId);
      if (this.#options.persist !== undefined) this.unchecked.add(docId);
    }
  }

  /**
   * Loads the model, and sees whether its space is still that of the vectors.
   * @returns the space; undefined if its vectors have no meaning
   */
  async loadSpace(signal?: AbortSignal): Promise<string | undefined> {
    const { embedder } = this.#options;
    const loading = embedder.load(signal && { signal });
    const { semantic, space } = await abortable(loading, this.#options.signal);
    if (!semantic) return undefined;
    this.setSpace(space);
    return space;
  }

  /** Vectors of two spaces cannot be compared. */
  setSpace(space: string): void {
    if (this.#space !== undefined && this.#space !== space) {
      this.#options.worker.tell('clearVectors', this.lane);
      this.loseAll();
    }
    this.#space = space;
  }
}
