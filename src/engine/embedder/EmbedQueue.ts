import type { RunningBackend } from '../backends/types.js';
import type { Role } from '../models/types.js';
import type { EmbedProgress } from '../types.js';
import { estimateTokens } from '../utils/estimateTokens.js';
import { abortable, type Deferred, defer } from '../utils/promises.js';

/**
 * The largest batch, in tokens as `estimateTokens` counts them: less than a tenth of a second of work of a small model, so
 * that a query never waits long behind documents. Larger ones are no faster, since nothing is padded.
 */
const BATCH_TOKENS = 256;

/** What a queue needs of a backend. */
export type QueueBackend = Pick<RunningBackend, 'embed' | 'width' | 'widen' | 'batchTokens' | 'bulk'>;

/** The world around a queue. */
export interface QueueOptions {
  /** What does the work, `width` batches at a time. */
  readonly backend: QueueBackend;
  /** What takes over, in the same space, from a backend that is lost; it does again what that could not. */
  readonly recover?: (error: unknown) => Promise<QueueBackend | undefined>;
  /** The longest input that the model reads, in tokens. */
  readonly maxTokens: number;
  /** Where vectors are looked for first, and kept whether or not anybody still waits for them. */
  readonly cache: Pick<Map<string, Float32Array>, 'get'> & { set(input: string, vector: Float32Array): void };
}

export interface RequestOptions {
  readonly role: Role;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: EmbedProgress) => void) | undefined;
}

/** An input that waits for its vector or is being embedded. */
interface Entry {
  readonly input: string;
  readonly result: Deferred<Float32Array>;
  waiting: number;
  started: boolean;
}

/** Gives inputs their vectors: in batches, queries first, equal inputs once, nothing that nobody wants. */
export class EmbedQueue {
  readonly #options: QueueOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #lanes: Record<Role, Set<Entry>> = { query: new Set(), document: new Set() };
  #backend: QueueBackend;
  #running = 0;
  #bulkRuns = false;
  #due = false;
  #closed: Error | undefined;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#backend = options.backend;
  }

  /** The vectors of `inputs`, in order, shared with the cache: copy them before handing them out. */
  async embedAll(
    inputs: readonly string[],
    { role, signal, onProgress }: RequestOptions,
  ): Promise<Float32Array[]> {
    if (this.#closed) throw this.#closed;
    const wanted = new Set<Entry>();
    let done = 0;
    const report = coalesce(() => onProgress?.({ done, total: inputs.length }));
    const vectors = inputs.map(async (input) => {
      const vector =
        this.#options.cache.get(input) ?? (await this.#enter(input, role, wanted).result.promise);
      done += 1;
      report();
      return vector;
    });
    for (const entry of wanted) entry.waiting += 1;
    try {
      return await abortable(Promise.all(vectors), signal);
    } finally {
      for (const entry of wanted) this.#leave(entry);
    }
  }

  /** Rejects all that is pending, and all that is asked for later, with `reason`. */
  close(reason: Error): void {
    this.#closed = reason;
    for (const entry of [...this.#entries.values()]) {
      entry.result.reject(reason);
      this.#remove(entry);
    }
  }

  #enter(input: string, role: Role, wanted: Set<Entry>): Entry {
    const known = this.#entries.get(input);
    const entry = known ?? { input, result: defer<Float32Array>(), waiting: 0, started: false };
    if (!known) {
      this.#entries.set(input, entry);
      entry.result.promise.catch(() => {}); // those who wait hear of it; perhaps nobody does any more
    }
    if (!entry.started && !this.#lanes.query.has(entry)) {
      this.#lanes.document.delete(entry); // what was queued as a document may be wanted as a query now
      this.#lanes[role].add(entry);
    }
    wanted.add(entry);
    this.#run();
    return entry;
  }

  #leave(entry: Entry): void {
    entry.waiting -= 1;
    if (entry.waiting === 0 && !entry.started) this.#remove(entry);
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.input);
    this.#lanes.query.delete(entry);
    this.#lanes.document.delete(entry);
  }

  /** Starts batches once all that is asked for in one go is here, and may share the first. */
  #run(): void {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#startBatches();
    });
  }

  #startBatches(): void {
    this.#startBulk();
    while (this.#running < this.#backend.width && this.#waiting > 0 && !this.#waitsForBulk) {
      const { embed, batchTokens = BATCH_TOKENS } = this.#backend;
      this.#running += 1;
      void this.#finish(this.#take(batchTokens), embed).then(() => {
        this.#running -= 1;
        this.#startBatches();
      });
    }
    const go = () => this.#startBatches();
    if (this.#waiting > 0) void this.#backend.widen(this.#waiting)?.then(go, go);
  }

  #startBulk(): void {
    const { bulk } = this.#backend;
    if (!bulk || this.#bulkRuns || !this.#isForBulk) return;
    this.#bulkRuns = true;
    void this.#finish(this.#take(bulk.batchTokens), bulk.embed, () => this.#backend).then(() => {
      this.#bulkRuns = false;
      this.#startBatches();
    });
  }

  /** Whether what is next is enough for the place for large batches, which does that faster. */
  get #isForBulk(): boolean {
    const { bulk } = this.#backend;
    if (!bulk) return false;
    let tokens = 0;
    for (const { input } of this.#lane) {
      tokens += estimateTokens(input, this.#options.maxTokens);
      if (tokens >= bulk.takesFrom) return true;
    }
    return false;
  }

  /** A query does not wait for a large batch: the others do it meanwhile. */
  get #waitsForBulk(): boolean {
    return this.#isForBulk && !(this.#bulkRuns && this.#lanes.query.size > 0);
  }

  get #lane(): Set<Entry> {
    return this.#lanes.query.size > 0 ? this.#lanes.query : this.#lanes.document;
  }

  get #waiting(): number {
    return this.#lanes.query.size + this.#lanes.document.size;
  }

  /** The next batch, out of its lane. Documents never share one with queries, which would wait for them. */
  #take(batchTokens: number): Entry[] {
    const lane = this.#lane;
    const batch: Entry[] = [];
    let tokens = 0;
    for (const entry of lane) {
      tokens += estimateTokens(entry.input, this.#options.maxTokens);
      if (batch.length > 0 && tokens > batchTokens) break;
      lane.delete(entry);
      entry.started = true;
      batch.push(entry);
    }
    return batch;
  }

  async #finish(
    batch: readonly Entry[],
    embed: QueueBackend['embed'],
    recover: (error: unknown) => QueueBackend | Promise<QueueBackend | undefined> | undefined = (error) =>
      this.#options.recover?.(error),
  ): Promise<void> {
    const { cache } = this.#options;
    try {
      const data = await embed(batch.map((entry) => entry.input));
      const dimensions = data.length / batch.length;
      for (const [row, { input, result }] of batch.entries()) {
        const vector = data.slice(row * dimensions, (row + 1) * dimensions);
        cache.set(input, vector);
        result.resolve(vector);
      }
    } catch (error) {
      const backend = await Promise.resolve(recover(error)).catch(() => undefined); // then there is none
      if (backend && !this.#closed) {
        this.#backend = backend;
        return this.#putBack(batch);
      }
      for (const { result } of batch) result.reject(error);
    }
    for (const entry of batch) this.#remove(entry);
  }

  /** What is still wanted comes next, since it has waited the longest. */
  #putBack(batch: readonly Entry[]): void {
    for (const entry of batch) {
      entry.started = false;
      if (entry.waiting > 0) this.#lanes.query.add(entry);
      else this.#remove(entry);
    }
  }
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
