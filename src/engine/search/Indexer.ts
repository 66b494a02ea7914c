import { EmbedError, fromWire } from '../errors.js';
import type { ModelInfo } from '../models/types.js';
import type { NewVectors, PersistOutput, Precision } from '../rpc/searchProtocol.js';
import type { Embedder } from '../types.js';
import { abortable } from '../utils/promises.js';
import { withLock } from '../utils/withLock.js';
import type { Changes } from './ItemStore.js';
import type { SearchWorkerClient } from './SearchWorkerClient.js';

/** How many items are embedded in one go: some batches, so that a change of items is seen soon. */
const ITEMS_PER_BATCH = 64;
/** How many such lots are under way: while one is counted, cut or stored, the embedder works on the other. */
const BATCHES = 2;
/** How often a worker may die before vectors are not made any more: another one is started each time. */
const CRASHES = 2;

/** The number of no document: its vectors are not wanted any more. */
const GONE = -1;

/** The world around a {@link Indexer}. */
export interface IndexerOptions {
  readonly embedder: Embedder;
  readonly worker: SearchWorkerClient;
  readonly precision: Precision;
  readonly overlap: number | undefined;
  /** The name under which vectors are stored. */
  readonly persist: string | undefined;
  /** Whether vectors are of the small model, beside others. */
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

/** Gives the documents of an index their vectors, from what is stored or from the embedder, and those of one space only. */
export class Indexer {
  readonly #options: IndexerOptions;
  /** Documents that have no vectors yet. */
  readonly #pending = new Set<number>();
  /** Those of them whose vectors are being made. */
  readonly #inProgress = new Set<number>();
  /** How much of each batch under way is done, in documents; parts of long ones are fractions. */
  readonly #partly = new Set<{ done: number }>();
  /** Documents of which nobody has asked yet whether their vectors are stored. */
  readonly #unchecked = new Set<number>();
  /** The space of the vectors that are there. */
  #space: string | undefined;
  /** The space of which vectors are stored. */
  #storedSpace: string | undefined;
  #persistError: EmbedError | undefined;
  /** Whether lots may be stored that are not joined yet. */
  #needsCompaction = false;

  constructor(options: IndexerOptions) {
    this.#options = options;
  }

  get pending(): number {
    return this.#pending.size;
  }

  /** How many of the pending documents are done, parts of long ones as fractions: their vectors come with their batch. */
  get partlyDone(): number {
    let sum = 0;
    for (const { done } of this.#partly) sum += done;
    return sum;
  }

  get space(): string | undefined {
    return this.#space;
  }

  /** Why vectors are not stored, if so. */
  get persistError(): EmbedError | undefined {
    return this.#persistError;
  }

  change({ embed, removed }: Changes): void {
    this.#settle(removed);
    this.#want(embed);
  }

  /** These have their vectors, of this space: a file had them. */
  adopt(space: string, docIds: readonly number[]): void {
    this.#setSpace(space);
    this.#settle(docIds);
  }

  #settle(docIds: readonly number[]): void {
    for (const docId of docIds) {
      this.#pending.delete(docId);
      this.#unchecked.delete(docId);
    }
  }

  /** All vectors have to be made anew: the worker that had them is gone, or they are of another space. */
  loseAll(): void {
    this.#storedSpace = undefined;
    this.#want(this.#options.docIds());
  }

  #want(docIds: Iterable<number>): void {
    for (const docId of docIds) {
      this.#pending.add(docId);
      if (this.#options.persist !== undefined) this.#unchecked.add(docId);
    }
  }

  /** Makes what is missing. @returns whether vectors have a meaning (`ModelInfo.semantic`); others are never made */
  async make(): Promise<boolean> {
    const { persist, signal } = this.#options;
    const hasMeaning = await inTurn(persist, signal, async () => {
      for (let crashes = 0; ; ) {
        try {
          return await this.#embedAll();
        } catch (error) {
          crashes += 1;
          if (crashes > CRASHES || !EmbedError.is(error, 'worker-crashed')) throw error;
        }
      }
    });
    if (this.#needsCompaction) void this.#compact();
    return hasMeaning;
  }

  async #embedAll(): Promise<boolean> {
    while (true) {
      await this.#restoreVectors();
      if (this.#pending.size === 0) return true;
      this.#options.onMissing?.();
      this.#options.worker.start(); // beside the model
      if ((await this.loadSpace()) === undefined) return false;
      await this.#restoreVectors(); // the space may be another one now
      const work = new AbortController();
      await Promise.all(Array.from({ length: BATCHES }, () => this.#embedBatches(work)));
    }
  }

  /** What was written lot by lot is read again and again: later visits are to be quick. */
  async #compact(): Promise<void> {
    const { worker, persist, signal } = this.#options;
    this.#needsCompaction = false;
    try {
      await inTurn(persist, signal, () => worker.call('compact', {}));
    } catch {
      // The page has ended it, or the worker died, which is told elsewhere. All is stored as it was.
    }
  }

  /** Embeds lot after lot until none is left, one fails, or the vectors are of another space than before. */
  async #embedBatches(work: AbortController): Promise<void> {
    const space = this.#space;
    while (this.#space === space && !work.signal.aborted) {
      const docIds = firstOf(this.#pending, ITEMS_PER_BATCH, (docId) => !this.#inProgress.has(docId));
      if (docIds.length === 0) return;
      for (const docId of docIds) this.#inProgress.add(docId);
      try {
        await this.#embed(docIds);
      } catch (error) {
        work.abort();
        throw error;
      } finally {
        for (const docId of docIds) this.#inProgress.delete(docId);
      }
      this.#options.onProgress();
      if (this.#unchecked.size > 0 && this.#options.persist !== undefined) return; // they may be stored
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
    this.#setSpace(space);
    return space;
  }

  /** Deletes what is stored of texts that are not in the index, and of other models; nothing while there is no model. */
  async prune(): Promise<void> {
    const { model } = this.#options.embedder;
    if (!model.semantic) return;
    await this.#persistVectors(model);
    this.#note(await this.#options.worker.call('prune', {}));
  }

  /** Vectors of two spaces cannot be compared. */
  #setSpace(space: string): void {
    if (this.#space !== undefined && this.#space !== space) {
      this.#options.worker.tell('forgetVectors', this.#lane);
      this.loseAll();
    }
    this.#space = space;
  }

  /** Gives documents the vectors that an earlier visit, or another tab, has stored for their texts. Needs no model. */
  async #restoreVectors(): Promise<void> {
    const { worker, persist, textOf } = this.#options;
    const { model } = this.#options.embedder;
    if (persist === undefined || !model.semantic) return;
    await this.#persistVectors(model);
    const docIds = [...this.#unchecked];
    if (docIds.length === 0) return;
    this.#unchecked.clear();
    const texts = docIds.map(textOf);
    const output = await worker.call('restoreVectors', { docIds });
    this.#note(output);
    const found = new Set(output.found);
    if (found.size > 0) this.#needsCompaction = true; // the last visit may have ended before it tidied
    for (const [i, docId] of docIds.entries())
      if (found.has(docId) && textOf(docId) === texts[i]) this.#pending.delete(docId); // else it changed
    this.#options.onProgress();
  }

  async #persistVectors({ space, dimensions }: ModelInfo): Promise<void> {
    const { worker, persist: name, precision } = this.#options;
    if (name === undefined || this.#storedSpace === space) return;
    this.#setSpace(space);
    this.#storedSpace = space;
    await worker.callEarly('persistVectors', { name, space, dimensions, precision });
  }

  get #lane(): Pick<NewVectors, 'interim'> {
    return this.#options.interim ? { interim: true } : {};
  }

  #note({ persistError }: PersistOutput): void {
    if (persistError) this.#persistError = fromWire(persistError);
  }

  async #embed(docIds: readonly number[]): Promise<void> {
    const { embedder, worker, precision, overlap, signal, textOf } = this.#options;
    const texts = docIds.map((docId) => textOf(docId) ?? '');
    const space = this.#space;
    const batch = { done: 0 };
    this.#partly.add(batch);
    const { passages, vectors, dimensions } = await embedder
      .embedDocuments(texts, {
        signal,
        onProgress: ({ done }) => {
          batch.done = done;
          this.#options.onProgress();
        },
        ...(overlap !== undefined && { overlap }),
        ...(space && { space }),
      })
      .catch((error: unknown) => {
        this.#partly.delete(batch);
        throw error;
      });
    const made: number[] = [];
    const newVectors = (): NewVectors => {
      this.#partly.delete(batch);
      const put = docIds.map((docId, i) => {
        const own = passages[i] ?? [];
        // One that changed meanwhile waits for other vectors.
        if (textOf(docId) !== texts[i]) return { docId: GONE, passages: own };
        this.#pending.delete(docId);
        made.push(docId);
        return { docId, passages: own };
      });
      return { documents: put, data: vectors, dimensions, precision, ...this.#lane };
    };
    try {
      this.#note(await worker.call('putVectors', newVectors));
      this.#needsCompaction = this.#options.persist !== undefined;
    } catch (error) {
      for (const docId of made) if (textOf(docId) !== undefined) this.#pending.add(docId);
      throw error;
    }
  }
}

/** Some of a set that are as wanted, without a look at the rest. */
function firstOf(docIds: Iterable<number>, count: number, isWanted: (docId: number) => boolean): number[] {
  const found: number[] = [];
  for (const docId of docIds) {
    if (found.length === count) break;
    if (isWanted(docId)) found.push(docId);
  }
  return found;
}

/** Runs `make` while no other tab makes vectors of that name: it then finds what the other has stored. */
async function inTurn<T>(name: string | undefined, signal: AbortSignal, make: () => Promise<T>): Promise<T> {
  return name === undefined ? make() : withLock(`react-embeddings-index/${name}`, make, { signal });
}
