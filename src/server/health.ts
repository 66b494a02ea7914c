import { isConnectionLost } from './connectionLost.js';
import { Deadline } from './Deadline.js';
import type { Limiter } from './Limiter.js';
import { type PoolLike, withClient } from './pool.js';
import { RequestError } from './RequestError.js';
import { readFacts } from './schema.js';

/** How a search handler is. */
export interface SearchHealth {
  /**
   * `ready`; `busy`: searches wait for their turn; `unavailable`: the database does not answer; `failed`: it does, but there is
   * no index that can be searched.
   */
  readonly status: 'ready' | 'busy' | 'unavailable' | 'failed';
  /** How many searches run, and how many wait. */
  readonly running: number;
  readonly queued: number;
  /** How long the database took to answer, in milliseconds. */
  readonly databaseMs?: number;
  /** Why it is `unavailable` or `failed`: for the app, not for the public. */
  readonly error?: unknown;
}

const TIMEOUT_MS = 1_000;

export async function checkHealth(pool: PoolLike, schema: string, limiter: Limiter): Promise<SearchHealth> {
  const { running, queued } = limiter;
  if (queued > 0) return { status: 'busy', running, queued };
  const start = performance.now();
  const deadline = new Deadline(TIMEOUT_MS, new AbortController().signal);
  try {
    await withClient(pool, (client) => readFacts(client, schema), deadline.signal);
    return { status: 'ready', running, queued, databaseMs: performance.now() - start };
  } catch (error) {
    const isAway = error instanceof RequestError || isConnectionLost(error);
    return { status: isAway ? 'unavailable' : 'failed', running, queued, error };
  } finally {
    deadline.end();
  }
}
