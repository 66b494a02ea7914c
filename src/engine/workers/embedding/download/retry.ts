import { type DownloadTools, failed, RetryableError } from './request.js';

const RETRIES = 3;
const FIRST_WAIT_MS = 500;
/** The longest wait for a server that asks for patience. */
const MAX_WAIT_MS = 60_000;

/**
 * Attempts `work` until it succeeds, is refused, or has been interrupted so often without getting on.
 * @param progress What grows when an attempt gets on.
 */
export async function retry<T>(
  work: () => Promise<T>,
  { retries = RETRIES, wait = sleep, signal }: DownloadTools,
  progress = () => 0,
): Promise<T> {
  for (let interruptions = 0, furthest = progress(); ; ) {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted(); // what broke off did so by it
      if (!(error instanceof RetryableError)) throw error;
      if (progress() > furthest) interruptions = 0;
      furthest = Math.max(furthest, progress());
      const ms = error.waitMs ?? FIRST_WAIT_MS * 2 ** interruptions;
      if (ms > MAX_WAIT_MS) throw patience(error, ms);
      if (interruptions >= retries) throw error.error;
      interruptions += 1;
      await wait(ms);
    }
  }
}

function patience({ error }: RetryableError, ms: number): Error {
  return failed(`${error.message} The server asks to wait ${Math.ceil(ms / 1000)} s.`, error.details, error);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
