import { EmbedError } from '../../errors.js';
import { readCached, writeCached } from '../../storage/ttlCache.js';
import { hashTexts } from '../../utils/hash53.js';
import type { LocatedModel } from '../modelDescriptor.js';

/** So many failures, and the GPU is left alone. */
const MAX_FAILURES = 3;

/** For so long, counted from the last one. */
const DAYS = 1;

/**
 * Failures of the GPU on this device, also of earlier visits: whatever crashes or hangs again and again is not tried at
 * every visit. A failure is counted before it can happen, since a crash may take the page with it.
 */
export class CircuitBreaker {
  readonly #key: string;
  #count: number;

  private constructor(key: string, count: number) {
    this.#key = key;
    this.#count = count;
  }

  /** @throws {EmbedError} `backend-unavailable` (`quarantined`) when there have been too many. */
  static async open(model: LocatedModel): Promise<CircuitBreaker> {
    const agent = globalThis.navigator?.userAgent ?? '';
    const key = `circuitBreaker/${hashTexts([agent, JSON.stringify(model)])}`;
    const stored = await readCached(key);
    const count = typeof stored === 'number' ? stored : 0;
    if (count < MAX_FAILURES) return new CircuitBreaker(key, count);
    throw new EmbedError(
      'backend-unavailable',
      `The GPU failed ${count} times on this device, and is not tried for a day.`,
      { details: { reason: 'quarantined', failures: count } },
    );
  }

  add(): Promise<void> {
    return this.#set(this.#count + 1);
  }

  /** The failure that was counted did not happen. */
  takeBack(): Promise<void> {
    return this.#set(this.#count - 1);
  }

  #set(count: number): Promise<void> {
    this.#count = count;
    return writeCached(this.#key, count, DAYS);
  }
}
