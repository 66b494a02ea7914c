import { RequestError } from './RequestError.js';

/** The longest time of a timer. */
const MAX_MS = 2 ** 31 - 1;

export function isDuration(ms: number): boolean {
  return ms >= 1 && ms <= MAX_MS;
}

/** One end for all that a request waits for: its time is over, or the client has left. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #endsAt: number;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #detach: () => void;

  constructor(timeoutMs: number, given: AbortSignal) {
    this.#endsAt = performance.now() + timeoutMs;
    this.#timer = setTimeout(() => this.#controller.abort(timedOut()), timeoutMs);
    const abort = () => this.#controller.abort(given.reason);
    if (given.aborted) abort();
    given.addEventListener('abort', abort, { once: true });
    this.#detach = () => given.removeEventListener('abort', abort);
  }

  /** Aborts at the end with a `timeout`, or with the reason of the request's own signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** How much time is left, in milliseconds: 0 or more. */
  get remainingMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#detach();
  }
}

function timedOut(): RequestError {
  return new RequestError('timeout', 'The search took too long. Try again, or ask for less.');
}
