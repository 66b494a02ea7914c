/** How long nothing may be heard of a tab that holds a lock. */
const MAX_SILENCE_MS = 5_000;
const HEARTBEAT_MS = 1_000;

/** Options of {@link withLock}. */
export interface LockOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** @default 5000 */
  readonly silentMs?: number;
}

/**
 * Runs `work` while no other tab or worker of this origin does work of that name. At once where there are no locks, or where
 * they are forbidden; and when nothing has been heard of the holder for some seconds: it may stand still.
 */
export async function withLock<T>(
  name: string,
  work: () => Promise<T>,
  { signal, silentMs = MAX_SILENCE_MS }: LockOptions = {},
): Promise<T> {
  const locks = globalThis.navigator?.locks;
  if (!locks) return work();
  signal?.throwIfAborted();
  const channel = openChannel(name);
  const waiting = new AbortController();
  const leave = () => waiting.abort();
  let timer = setTimeout(leave, silentMs);
  let isHeld = false;
  if (channel)
    channel.onmessage = () => {
      if (isHeld) return;
      clearTimeout(timer);
      timer = setTimeout(leave, silentMs);
    };
  signal?.addEventListener('abort', leave);
  try {
    return await locks.request(name, { signal: waiting.signal }, () => {
      isHeld = true;
      clearTimeout(timer);
      const sign = () => channel?.postMessage(null);
      sign();
      timer = setInterval(sign, HEARTBEAT_MS);
      return work();
    });
  } catch (error) {
    if (isHeld) throw error;
    signal?.throwIfAborted();
    return await work();
  } finally {
    clearInterval(timer); // which ends a timeout, too
    signal?.removeEventListener('abort', leave);
    channel?.close();
  }
}

/** Where holders give a sign of life; not everywhere, and browsers that store nothing forbid it. */
function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}
