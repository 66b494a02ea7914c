import { EmbedError, fromWire } from '../errors.js';
import type { ModelInfo } from '../models/types.js';
import type { NewVectors, PersistOutput } from '../rpc/searchProtocol.js';
import { withLock } from '../utils/withLock.js';
import type { PendingVectors, VectorIndexerOptions } from './PendingVectors.js';

/** How many items are embedded in one go: some batches, so that a change of items is seen soon. */
const ITEMS_PER_BATCH = 64;
/** How many such batches are in progress: while one is split or stored, the embedder works on the other. */
const BATCHES = 2;
/** How many crashes of a worker are recovered from by starting again; the next one fails the build. */
const CRASHES = 2;

/** In the place of a document's number: its text has changed, and its vectors are dropped. */
const GONE = -1;

/** Makes the vectors that an index lacks, batch by batch, and stores them. */
export class VectorBatches {
  readonly #known: PendingVectors;
  readonly #options: VectorIndexerOptions;
  /** Waiting documents whose vectors are being made. */
  readonly #inProgress = new Set<number>();
  /** Whether small pages may be stored that could be joined. */
  #needsCompaction = false;

  constructor(known: PendingVectors, options: VectorIndexerOptions) {
    this.#known = known;
    this.#options = options;
  }

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
      if (this.#known.waiting.size === 0) return true;
      this.#options.onMissing?.();
      this.#options.worker.start(); // beside the model
      if ((await this.#known.loadSpace()) === undefined) return false;
      await this.#restoreVectors(); // the space may be another one now
      const work = new AbortController();
      await Promise.all(Array.from({ length: BATCHES }, () => this.#embedBatches(work)));
    }
  }

  /** Joins what was stored batch by batch: fewer, larger pages are quicker to read at later visits. */
  async #compact(): Promise<void> {
    const { worker, persist, signal } = this.#options;
    this.#needsCompaction = false;
    try {
      await inTurn(persist, signal, () => worker.call('compact', {}));
    } catch {
      // The page has ended it, or the worker died, which is told elsewhere. All is stored as it was.
    }
  }

  /** Embeds batches until none is left, one fails, or the vectors are of another space than before. */
  async #embedBatches(work: AbortController): Promise<void> {
    const space = this.#known.space;
    while (this.#known.space === space && !work.signal.aborted) {
      const docIds = firstOf(this.#known.waiting, ITEMS_PER_BATCH, (docId) => !this.#inProgress.has(docId));
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
      if (this.#known.unchecked.size > 0 && this.#options.persist !== undefined) return; // they may be stored
    }
  }

  async prune(): Promise<void> {
    const { model } = this.#options.embedder;
    if (!model.semantic) return;
    await this.#persistVectors(model);
    this.#note(await this.#options.worker.call('prune', {}));
  }

  /** Gives documents the vectors that an earlier visit, or another tab, has stored for their texts. Needs no model. */
  async #restoreVectors(): Promise<void> {
    const { worker, persist, textOf } = this.#options;
    const { model } = this.#options.embedder;
    if (persist === undefined || !model.semantic) return;
    await this.#persistVectors(model);
    const docIds = [...this.#known.unchecked];
    if (docIds.length === 0) return;
    this.#known.unchecked.clear();
    const texts = docIds.map(textOf);
    const output = await worker.call('restoreVectors', { docIds });
    this.#note(output);
    const found = new Set(output.found);
    if (found.size > 0) this.#needsCompaction = true; // the last visit may have ended before it tidied
    for (const [i, docId] of docIds.entries())
      if (found.has(docId) && textOf(docId) === texts[i]) this.#known.waiting.delete(docId); // else it changed
    this.#options.onProgress();
  }

  async #persistVectors({ space, dimensions }: ModelInfo): Promise<void> {
    const { worker, persist: name, precision } = this.#options;
    if (name === undefined || this.#known.storedSpace === space) return;
    this.#known.setSpace(space);
    this.#known.storedSpace = space;
    await worker.callEarly('persistVectors', { name, space, dimensions, precision });
  }

  #note({ persistError }: PersistOutput): void {
    if (persistError) this.#known.persistError = fromWire(persistError);
  }

  async #embed(docIds: readonly number[]): Promise<void> {
    const { embedder, worker, precision, overlap, signal, textOf } = this.#options;
    const texts = docIds.map((docId) => textOf(docId) ?? '');
    const space = this.#known.space;
    const batch = { done: 0 };
    this.#known.batches.add(batch);
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
        this.#known.batches.delete(batch);
        throw error;
      });
    const made: number[] = [];
    const newVectors = (): NewVectors => {
      this.#known.batches.delete(batch);
      const put = docIds.map((docId, i) => {
        const own = passages[i] ?? [];
        // One that changed meanwhile waits for other vectors.
        if (textOf(docId) !== texts[i]) return { docId: GONE, passages: own };
        this.#known.waiting.delete(docId);
        made.push(docId);
        return { docId, passages: own };
      });
      return { documents: put, data: vectors, dimensions, precision, ...this.#known.lane };
    };
    try {
      this.#note(await worker.call('putVectors', newVectors));
      this.#needsCompaction = this.#options.persist !== undefined;
    } catch (error) {
      for (const docId of made) if (textOf(docId) !== undefined) this.#known.waiting.add(docId);
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
