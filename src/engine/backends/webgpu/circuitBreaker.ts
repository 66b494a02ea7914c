import { EmbedError } from '../../errors.js';
import { recall, remember } from '../../storage/ttlCache.js';
import { fingerprint } from '../../utils/hash53.js';
import type { LocatedModel } from '../modelDescriptor.js';

/** So many failures, and the GPU is left alone. */
const MOST = 3;

/** For so long, counted from the last one. */
const DAYS = 1;

/**
 * Failures of the GPU on this device, also of earlier visits: whatever crashes or hangs again and again is not tried at
 * every visit. A failure is counted before it can happen, since a crash may take the page with it.
 */
export class Strikes {
  readonly #key: string;
  #count: number;

  private constructor(key: string, count: number) {
    this.#key = key;
    this.#count = count;
  }

  /** @throws {EmbedError} `backend-unavailable` (`quarantined`) when there have been too many. */
  static async open(model: LocatedModel): Promise<Strikes> {
    const agent = globalThis.navigator?.userAgent ?? '';
    const key = `strikes/${fingerprint([agent, JSON.stringify(model)])}`;
    const kept = await recall(key);
    const count = typeof kept === 'number' ? kept : 0;
    if (count < MOST) return new Strikes(key, count);
    throw new EmbedError(
      'backend-unavailable',
      `The GPU failed ${count} times on this device, and is not tried again for a day after the last time.`,
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
    return remember(this.#key, count, DAYS);
  }
}
