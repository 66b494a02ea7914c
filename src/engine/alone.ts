/** How long nothing may be heard of a tab that holds a lock. */
const SILENT_MS = 5_000;
const SIGN_MS = 1_000;

/** Options of {@link alone}. */
export interface AloneOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** @default 5000 */
  readonly silentMs?: number;
}

/**
 * Runs `work` while no other tab or worker of this origin does work of that name. At once where there are no locks, or where
 * they are forbidden; and when nothing has been heard of the holder for some seconds: it may stand still.
 */
export async function alone<T>(
  name: string,
  work: () => Promise<T>,
  { signal, silentMs = SILENT_MS }: AloneOptions = {},
): Promise<T> {
  const locks = globalThis.navigator?.locks;
  if (!locks) return work();
  signal?.throwIfAborted();
  const signs = new Signs(name, silentMs);
  const end = () => signs.giveUp();
  signal?.addEventListener('abort', end, { once: true });
  let isHeld = false;
  try {
    return await locks.request(name, { signal: signs.waiting }, () => {
      isHeld = true;
      signs.give();
      return work();
    });
  } catch (error) {
    if (isHeld) throw error;
    signal?.throwIfAborted();
    return await work();
  } finally {
    signal?.removeEventListener('abort', end);
    signs.end();
  }
}

/** Signs of life of who holds a lock, for those who wait for it. */
class Signs {
  readonly #channel: BroadcastChannel | undefined;
  readonly #waiting = new AbortController();
  readonly #silentMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #giving: ReturnType<typeof setInterval> | undefined;

  constructor(name: string, silentMs: number) {
    this.#silentMs = silentMs;
    this.#channel = globalThis.BroadcastChannel && new BroadcastChannel(name);
    if (this.#channel) this.#channel.onmessage = () => this.#wait();
    this.#wait();
  }

  /** Aborts when it is time to go on without the lock. */
  get waiting(): AbortSignal {
    return this.#waiting.signal;
  }

  giveUp(): void {
    this.#waiting.abort();
  }

  /** From now on the lock is ours. */
  give(): void {
    clearTimeout(this.#timer);
    if (this.#channel) this.#channel.onmessage = null;
    this.#channel?.postMessage(null);
    this.#giving = setInterval(() => this.#channel?.postMessage(null), SIGN_MS);
  }

  end(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#giving);
    this.#channel?.close();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.giveUp(), this.#silentMs);
  }
}
