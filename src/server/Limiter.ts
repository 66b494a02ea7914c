import { abortable, type Deferred, defer } from '../engine/utils/promises.js';
import { RequestError } from './RequestError.js';

/** Permission to run one of the searches that run at one time. */
export interface Permit {
  /** Keeps the permit until `promise` settles, also after `release`. */
  hold(promise: Promise<unknown>): void;
  release(): void;
}

/** Lets so many run at one time, and so many more wait for their turn. */
export class Limiter {
  readonly #maxConcurrent: number;
  readonly #maxQueued: number;
  readonly #queue = new Set<Deferred<void>>();
  #running = 0;

  constructor(maxConcurrent: number, maxQueued: number) {
    this.#maxConcurrent = maxConcurrent;
    this.#maxQueued = maxQueued;
  }

  get running(): number {
    return this.#running;
  }

  get queued(): number {
    return this.#queue.size;
  }

  /** @throws {RequestError} `overloaded` when too many wait; the signal's reason */
  async acquire(signal: AbortSignal): Promise<Permit> {
    signal.throwIfAborted();
    if (this.#running < this.#maxConcurrent) this.#running += 1;
    else await this.#wait(signal);
    const held: Promise<unknown>[] = [];
    return {
      hold: (promise) => void held.push(promise),
      release: () => void Promise.allSettled(held).then(() => this.#leave()),
    };
  }

  async #wait(signal: AbortSignal): Promise<void> {
    if (this.#queue.size >= this.#maxQueued)
      throw new RequestError('overloaded', 'Too many searches are waiting. Try again in a moment.');
    const turn = defer<void>();
    this.#queue.add(turn);
    try {
      await abortable(turn.promise, signal);
    } catch (error) {
      if (!this.#queue.delete(turn)) this.#leave(); // its turn came in the same moment
      throw error;
    }
  }

  /** The permit passes to the request that has waited longest. */
  #leave(): void {
    const [next] = this.#queue;
    if (!next) {
      this.#running -= 1;
      return;
    }
    this.#queue.delete(next);
    next.resolve();
  }
}
