import { abortable } from '../engine/utils/promises.js';
import { isConnectionLost } from './connectionLost.js';

const FIRST_MS = 100;
const MAX_MS = 15_000;

/** How long a database is waited for. */
export interface Outage {
  /** From the first failure on, in milliseconds. */
  readonly maxOutageMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs what needs the database until it does not fail for want of it: after 0.1 s, 0.2 s and so on up to 15 s, and a random part
 * of that, so that not all come back in the same moment.
 * @throws what `run` throws; the signal's reason
 */
export async function retryLost<T>(run: () => Promise<T>, { maxOutageMs, signal }: Outage): Promise<T> {
  const end = performance.now() + maxOutageMs;
  for (let wait = FIRST_MS; ; wait = Math.min(2 * wait, MAX_MS)) {
    try {
      return await run();
    } catch (error) {
      if (!isConnectionLost(error) || performance.now() + wait > end) throw error;
      await pause(wait * (0.5 + Math.random() / 2), signal);
    }
  }
}

/** @throws the signal's reason */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await abortable(over, signal);
  } finally {
    clearTimeout(timer);
  }
}
