import type { Embedded, RunningBackend } from '../backends/types.js';
import type { EmbedRole } from '../models/types.js';
import type { EmbedProgress } from '../types.js';
import { abortable } from '../utils/promises.js';
import { type Cache, type EmbeddedDocument, type QueuedInput, QueuedInputs } from './QueuedInputs.js';

/**
 * The largest batch, in tokens as `estimateTokens` counts them: less than a tenth of a second of work of a small model, so
 * that a query never waits long behind documents. Larger batches are no faster, since nothing is padded.
 */
const BATCH_TOKENS = 256;

/** What a queue needs of a backend. */
export type QueueBackend = Pick<
  RunningBackend,
  'embed' | 'embedBetween' | 'concurrency' | 'scaleUp' | 'batchTokens' | 'bulk'
>;

/** Dependencies of a queue. */
export interface QueueOptions {
  /** Runs the batches, `concurrency` at a time. */
  readonly backend: QueueBackend;
  /** Gives the backend, of the same space, that takes over from one that is lost, with the batches that failed there. */
  readonly recover?: (error: unknown) => Promise<QueueBackend | undefined>;
  /** The longest input that the model reads, in tokens. */
  readonly maxTokens: number;
  /** Vectors are looked up here first, and stored here even if nobody waits for them any more. */
  readonly cache: Cache<Float32Array>;
}

/** How inputs are embedded. */
export interface RequestOptions {
  readonly role: EmbedRole;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: EmbedProgress) => void) | undefined;
}

/** How documents are embedded. */
export interface DocumentOptions {
  /** How many tokens a passage repeats of the passage before it, at most. */
  readonly overlap: number;
  /** As the queue's `cache`, for documents with this overlap. */
  readonly cache: Cache<EmbeddedDocument>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: RequestOptions['onProgress'];
}

/** Batching queue: deduplicates inputs, runs queries first, drops cancelled requests. */
export class EmbedQueue {
  readonly #options: QueueOptions;
  readonly #inputs: QueuedInputs;
  /** The vector cache, adapted: each vector is a document with one passage. */
  readonly #vectors: Cache<EmbeddedDocument>;
  #backend: QueueBackend;
  #running = 0;
  #isBulkRunning = false;
  #isRunningBetween = false;
  #scheduled = false;
  #closed: Error | undefined;

  constructor(options: QueueOptions) {
    const { backend, cache, maxTokens } = options;
    this.#options = options;
    this.#inputs = new QueuedInputs(maxTokens);
    this.#backend = backend;
    this.#vectors = {
      get(input) {
        const vectors = cache.get(input);
        return vectors && { vectors };
      },
      set: (input, { vectors }) => cache.set(input, vectors),
    };
  }

  /** The vectors of `inputs`, in order, shared with the cache: copy them before handing them out. */
  async embedAll(inputs: readonly string[], options: RequestOptions): Promise<Float32Array[]> {
    const found = await this.#request(inputs, options, this.#vectors);
    return found.map(({ vectors }) => vectors);
  }

  /** The passages of documents and their vectors, in order, shared with the cache. */
  embedDocuments(
    inputs: readonly string[],
    { overlap, cache, signal, onProgress }: DocumentOptions,
  ): Promise<EmbeddedDocument[]> {
    return this.#request(inputs, { role: 'document', signal, onProgress }, cache, overlap);
  }

  async #request(
    inputs: readonly string[],
    { role, signal, onProgress }: RequestOptions,
    cache: Cache<EmbeddedDocument>,
    overlap?: number,
  ): Promise<EmbeddedDocument[]> {
    if (this.#closed) throw this.#closed;
    const queued = new Set<QueuedInput>();
    let done = 0;
    const report = coalesce(() => onProgress?.({ done, total: inputs.length }));
    const enter = (input: string) => {
      const entry = this.#inputs.enter({ input, overlap, cache }, role);
      queued.add(entry);
      this.#schedule();
      return entry.result.promise;
    };
    const found = inputs.map(async (input) => {
      const embedded = cache.get(input) ?? (await enter(input));
      done += 1;
      report();
      return embedded;
    });
    for (const entry of queued) entry.waiting += 1;
    try {
      return await abortable(Promise.all(found), signal);
    } finally {
      for (const entry of queued) this.#inputs.leave(entry);
    }
  }

  /** Rejects all pending and later requests with `reason`. */
  close(reason: Error): void {
    this.#closed = reason;
    this.#inputs.rejectAll(reason);
  }

  /** Starts batches in a microtask: all inputs that are requested in this task may share the first batch. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#startBatches();
    });
  }

  #startBatches(): void {
    this.#startBulk();
    while (this.#running < this.#backend.concurrency && this.#inputs.waiting > 0 && !this.#waitsForBulk) {
      const { embed, batchTokens = BATCH_TOKENS } = this.#backend;
      this.#running += 1;
      void this.#runBatch(this.#inputs.take(batchTokens), embed).then(() => {
        this.#running -= 1;
        this.#startBatches();
      });
    }
    this.#runQueriesBetween();
    const go = () => this.#startBatches();
    if (this.#inputs.waiting > 0) void this.#backend.scaleUp(this.#inputs.waiting)?.then(go, go);
  }

  /** Runs queries between two steps of a batch of documents, while all `concurrency` batches are documents. */
  #runQueriesBetween(): void {
    const { embedBetween, batchTokens = BATCH_TOKENS } = this.#backend;
    if (!embedBetween || this.#isRunningBetween || !this.#inputs.hasQueries || this.#waitsForBulk) return;
    this.#isRunningBetween = true;
    void this.#runBatch(this.#inputs.take(batchTokens), embedBetween).then(() => {
      this.#isRunningBetween = false;
      this.#startBatches();
    });
  }

  /** The bulk lane: one large batch at a time, on the device that `bulk` of the backend names, beside the usual batches. */
  #startBulk(): void {
    const { bulk } = this.#backend;
    if (!bulk || this.#isBulkRunning || !this.#isForBulk) return;
    this.#isBulkRunning = true;
    void this.#runBatch(this.#inputs.take(bulk.batchTokens), bulk.embed, () => this.#backend).then(() => {
      this.#isBulkRunning = false;
      this.#startBatches();
    });
  }

  /** Whether the next inputs are enough for the bulk lane, which embeds large batches faster. */
  get #isForBulk(): boolean {
    const { bulk } = this.#backend;
    return bulk !== undefined && this.#inputs.hasTokens(bulk.minBatchTokens);
  }

  /** Whether usual batches leave the inputs to the bulk lane. Not while it runs and a query waits: a usual batch embeds that. */
  get #waitsForBulk(): boolean {
    return this.#isForBulk && !(this.#isBulkRunning && this.#inputs.hasQueries);
  }

  async #runBatch(
    batch: readonly QueuedInput[],
    embed: QueueBackend['embed'],
    recover: (error: unknown) => QueueBackend | Promise<QueueBackend | undefined> | undefined = (error) =>
      this.#options.recover?.(error),
  ): Promise<void> {
    try {
      const inputs = batch.map(({ input }) => input);
      const embedded = await embed(inputs, batch[0]?.overlap);
      for (const [i, document] of documentsOf(embedded, batch.length).entries()) {
        const { input, cache, result } = batch[i] as QueuedInput;
        cache.set(input, document);
        result.resolve(document);
      }
    } catch (error) {
      const backend = await Promise.resolve(recover(error)).catch(() => undefined); // then there is none
      if (backend && !this.#closed) {
        this.#backend = backend;
        return this.#inputs.putBack(batch);
      }
      for (const { result } of batch) result.reject(error);
    }
    for (const entry of batch) this.#inputs.remove(entry);
  }
}

/** The vectors of each of `count` inputs; those without passages have one. */
function documentsOf({ data, passages }: Embedded, count: number): EmbeddedDocument[] {
  const spans = Array.from({ length: count }, (_, i) => passages?.get(i));
  const rows = spans.reduce((sum, own) => sum + (own?.length ?? 1), 0);
  const dimensions = data.length / rows;
  let end = 0;
  return spans.map((own) => {
    const start = end;
    end += (own?.length ?? 1) * dimensions;
    return { vectors: data.slice(start, end), ...(own && { passages: own }) };
  });
}

/** Calls `report` once for all calls in one go: a batch's vectors arrive together. */
function coalesce(report: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      report();
    });
  };
}
