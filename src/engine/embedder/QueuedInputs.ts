import type { EmbedRole } from '../models/types.js';
import type { PassageSpan } from '../rpc/embeddingProtocol.js';
import { estimateTokens } from '../utils/estimateTokens.js';
import { type Deferred, defer } from '../utils/promises.js';

/** A cache of embedded inputs, by the input. */
export interface Cache<V> {
  get(input: string): V | undefined;
  set(input: string, embedded: V): void;
}

/** The vectors of a document, row-major; with its passages, if it was split. */
export interface EmbeddedDocument {
  readonly passages?: readonly PassageSpan[] | undefined;
  readonly vectors: Float32Array;
}

/** An input to embed. */
export interface WantedInput {
  readonly input: string;
  /** Given for a document, which is split if it is too long; else it is truncated. */
  readonly overlap: number | undefined;
  readonly cache: Cache<EmbeddedDocument>;
}

/** An input that waits for its vectors or is being embedded. */
export interface QueuedInput extends WantedInput {
  readonly key: string;
  readonly result: Deferred<EmbeddedDocument>;
  waiting: number;
  started: boolean;
}

/** The inputs of a queue: equal ones are one, and queries come before documents. */
export class QueuedInputs {
  readonly #maxTokens: number;
  readonly #all = new Map<string, QueuedInput>();
  readonly #lanes: Record<EmbedRole, Set<QueuedInput>> = { query: new Set(), document: new Set() };

  /** @param maxTokens of the longest input that the model reads */
  constructor(maxTokens: number) {
    this.#maxTokens = maxTokens;
  }

  /** How many inputs wait and are not being embedded. */
  get waiting(): number {
    return this.#lanes.query.size + this.#lanes.document.size;
  }

  get hasQueries(): boolean {
    return this.#lanes.query.size > 0;
  }

  enter(wanted: WantedInput, role: EmbedRole): QueuedInput {
    const key = `${wanted.overlap ?? ''}|${wanted.input}`;
    const known = this.#all.get(key);
    const queued = known ?? {
      ...wanted,
      key,
      result: defer<EmbeddedDocument>(),
      waiting: 0,
      started: false,
    };
    if (!known) {
      this.#all.set(key, queued);
      queued.result.promise.catch(() => {}); // callers that still wait get it; there may be none
    }
    if (!queued.started && !this.#lanes.query.has(queued)) {
      this.#lanes.document.delete(queued); // what was queued as a document may be wanted as a query now
      this.#lanes[role].add(queued);
    }
    return queued;
  }

  /** A caller does not wait for the input any more. */
  leave(queued: QueuedInput): void {
    queued.waiting -= 1;
    if (queued.waiting === 0 && !queued.started) this.remove(queued);
  }

  remove(queued: QueuedInput): void {
    this.#all.delete(queued.key);
    this.#lanes.query.delete(queued);
    this.#lanes.document.delete(queued);
  }

  rejectAll(reason: Error): void {
    for (const queued of [...this.#all.values()]) {
      queued.result.reject(reason);
      this.remove(queued);
    }
  }

  /** Takes the next batch out of its lane. Documents never share one with queries, which would wait for them. */
  take(batchTokens: number): QueuedInput[] {
    const lane = this.#lane;
    const batch: QueuedInput[] = [];
    let tokens = 0;
    for (const queued of lane) {
      tokens += this.#tokensOf(queued);
      if (batch.length > 0 && (tokens > batchTokens || queued.overlap !== batch[0]?.overlap)) break;
      lane.delete(queued);
      queued.started = true;
      batch.push(queued);
    }
    return batch;
  }

  /** Puts a failed batch into the first lane, since it has waited longest; without inputs that nobody waits for any more. */
  putBack(batch: readonly QueuedInput[]): void {
    for (const queued of batch) {
      queued.started = false;
      if (queued.waiting > 0) this.#lanes.query.add(queued);
      else this.remove(queued);
    }
  }

  /** Whether the next lane has at least this many tokens. */
  hasTokens(count: number): boolean {
    let tokens = 0;
    for (const queued of this.#lane) {
      tokens += this.#tokensOf(queued);
      if (tokens >= count) return true;
    }
    return false;
  }

  get #lane(): Set<QueuedInput> {
    return this.hasQueries ? this.#lanes.query : this.#lanes.document;
  }

  /** About how many tokens are embedded for an input: of a document all, else those that the model reads. */
  #tokensOf({ input, overlap }: WantedInput): number {
    return estimateTokens(input, overlap === undefined ? this.#maxTokens : Number.POSITIVE_INFINITY);
  }
}
