import type { RunningBackend } from './backends/types.js';
import type { Role } from './models.js';
import { abortable, type Deferred, defer } from './promises.js';
import { estimateTokens } from './tokens.js';
import type { EmbedProgress } from './types.js';

/**
 * The largest batch, in tokens as `estimateTokens` counts them: less than a tenth of a second of work of a small model, so
 * that a query never waits long behind documents. Larger ones are no faster, since nothing is padded.
 */
const BATCH_TOKENS = 256;

/** The world around a queue. */
export interface QueueOptions {
  /** What does the work, `width` batches at a time. */
  readonly backend: Pick<RunningBackend, 'embed' | 'width' | 'widen' | 'batchTokens'>;
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
  #running = 0;
  #due = false;
  #closed: Error | undefined;

  constructor(options: QueueOptions) {
    this.#options = options;
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
    const { backend } = this.#options;
    while (this.#running < backend.width && this.#waiting > 0) {
      this.#running += 1;
      void this.#finish(this.#take()).then(() => {
        this.#running -= 1;
        this.#startBatches();
      });
    }
    if (this.#waiting > 0) void backend.widen()?.then(() => this.#startBatches());
  }

  get #waiting(): number {
    return this.#lanes.query.size + this.#lanes.document.size;
  }

  /** The next batch, out of its lane. Documents never share one with queries, which would wait for them. */
  #take(): Entry[] {
    const lane = this.#lanes.query.size > 0 ? this.#lanes.query : this.#lanes.document;
    const batch: Entry[] = [];
    const { batchTokens = BATCH_TOKENS } = this.#options.backend;
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

  async #finish(batch: readonly Entry[]): Promise<void> {
    const { backend, cache } = this.#options;
    try {
      const data = await backend.embed(batch.map((entry) => entry.input));
      const dimensions = data.length / batch.length;
      for (const [row, { input, result }] of batch.entries()) {
        const vector = data.slice(row * dimensions, (row + 1) * dimensions);
        cache.set(input, vector);
        result.resolve(vector);
      }
    } catch (error) {
      for (const { result } of batch) result.reject(error);
    } finally {
      for (const entry of batch) this.#remove(entry);
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
