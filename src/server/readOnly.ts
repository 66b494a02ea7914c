import type { ClientLike, PoolLike } from './pool.js';

/**
 * Runs statements that only read, all of them within a time, and ends the one that runs when `signal` aborts.
 * @throws the signal's reason
 */
export async function readOnly<T>(
  pool: PoolLike,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
  run: (client: ClientLike) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const client = await pool.connect();
  let isBroken = false;
  let isOver = false;
  try {
    await client.query(`begin read only; set local statement_timeout = ${Math.round(timeoutMs)}`);
    const { rows } = await client.query('select pg_backend_pid() as process');
    const cancel = () => {
      isBroken = true; // a late cancel must not end another's statement: nobody else gets this connection
      void cancelStatement(pool, rows[0].process, () => isOver);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      signal.throwIfAborted();
      const result = await run(client);
      await client.query('commit');
      return result;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  } catch (error) {
    await client.query('rollback').catch(() => {
      isBroken = true;
    });
    signal.throwIfAborted();
    throw error;
  } finally {
    isOver = true;
    client.release(isBroken);
  }
}

/** By another connection; there may be none before the statement is over. */
async function cancelStatement(pool: PoolLike, process: number, isOver: () => boolean): Promise<void> {
  try {
    const other = await pool.connect();
    try {
      if (!isOver()) await other.query('select pg_cancel_backend($1)', [process]);
    } finally {
      other.release();
    }
  } catch {
    // It ends by its timeout.
  }
}
