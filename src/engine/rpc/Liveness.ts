/** How often a silent worker is checked while a call is pending. */
const CHECK_MS = 2_000;
/** A worker without a lock may be silent for so long: it cannot answer while it computes. */
const MAX_SILENCE_MS = 120_000;

/** Dependencies of {@link Liveness}. */
export interface LivenessOptions {
  /** Asks the worker for a sign of life. */
  readonly ping: () => void;
  /** The worker has ended without a word. */
  readonly onEnd: () => void;
}

/**
 * Finds out that a worker has ended silently, by `self.close()` or the system. While it works it holds a Web Lock, which the
 * browser takes from it when it ends; where there are no locks, it has to answer in time. Only looks while calls are pending.
 */
export class Liveness {
  readonly #options: LivenessOptions;
  #lock: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isWatching = false;
  #lastSign = 0;
  #missing = 0;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  /** The worker has said something; `lock` is the one that it holds while it works. */
  sign(lock?: string): void {
    if (lock !== undefined) this.#lock = lock;
    this.#lastSign = performance.now();
    this.#missing = 0;
  }

  /** There are calls pending, or none any more. */
  watch(isPending: boolean): void {
    if (isPending === this.#isWatching) return;
    this.#isWatching = isPending;
    clearTimeout(this.#timer);
    if (!isPending) return;
    this.sign();
    this.#later();
  }

  #later(): void {
    this.#timer = setTimeout(() => void this.#check(), CHECK_MS);
  }

  async #check(): Promise<void> {
    const isMissing = await this.#isMissing();
    if (!this.#isWatching) return;
    this.#missing = isMissing ? this.#missing + 1 : 0;
    // Once may be between two calls: it has let go, and its answer is on the way.
    if (this.#missing >= 2) return this.#options.onEnd();
    this.#later();
  }

  async #isMissing(): Promise<boolean> {
    const silentMs = performance.now() - this.#lastSign;
    if (silentMs < CHECK_MS) return false;
    if (this.#lock !== undefined) {
      const names = await takenLocks();
      if (names) return !names.includes(this.#lock);
      this.#lock = undefined;
    }
    this.#options.ping();
    return silentMs > MAX_SILENCE_MS;
  }
}

/** The names of all locks; `undefined` where they cannot be read, as in a sandboxed frame. */
async function takenLocks(): Promise<readonly (string | undefined)[] | undefined> {
  try {
    const { held = [], pending = [] } = await navigator.locks.query();
    return [...held, ...pending].map(({ name }) => name);
  } catch {
    return undefined;
  }
}
