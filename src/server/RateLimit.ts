import { EmbedError } from '../engine/errors.js';
import { BoundedMap } from '../engine/utils/BoundedMap.js';
import { RequestError } from './RequestError.js';

/** How many requests each client may send. */
export interface RateLimitOptions {
  /**
   * Who sent a request: a user's id, an address that a proxy has set. Requests for which it gives `undefined` are not counted.
   * Called before `authorize`.
   */
  readonly keyOf: (request: Request) => string | undefined | Promise<string | undefined>;
  /** How many requests at once, and in each period. @default 120 */
  readonly requests?: number;
  /** The length of the period, in seconds. @default 60 */
  readonly seconds?: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Clients that are remembered at most: those that were seen longest ago are forgotten first. */
const MAX_CLIENTS = 10_000;

/** A token bucket per client, in the memory of this process. */
export class RateLimit {
  readonly #keyOf: RateLimitOptions['keyOf'];
  readonly #requests: number;
  readonly #perMs: number;
  readonly #buckets = new BoundedMap<string, Bucket>(MAX_CLIENTS);

  constructor({ keyOf, requests = 120, seconds = 60 }: RateLimitOptions) {
    if (!(Number.isInteger(requests) && requests > 0 && seconds > 0 && Number.isFinite(seconds)))
      throw new EmbedError(
        'invalid-input',
        'rateLimit needs a whole number of requests and seconds above 0.',
        {
          details: { requests, seconds },
        },
      );
    this.#keyOf = keyOf;
    this.#requests = requests;
    this.#perMs = requests / (seconds * 1_000);
  }

  /** @throws {RequestError} `rate-limited`, with `details.retryAfter` in seconds */
  async check(request: Request): Promise<void> {
    const key = await this.#keyOf(request);
    if (key === undefined) return;
    const now = performance.now();
    const old = this.#buckets.get(key) ?? { tokens: this.#requests, at: now };
    const tokens = Math.min(this.#requests, old.tokens + (now - old.at) * this.#perMs);
    this.#buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
    if (tokens >= 1) return;
    const retryAfter = Math.ceil((1 - tokens) / this.#perMs / 1_000);
    throw new RequestError('rate-limited', 'Too many requests. Wait a moment.', { retryAfter });
  }
}
