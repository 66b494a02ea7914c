/** What is used of a result of the package `pg`. */
export interface ResultLike {
  // biome-ignore lint/suspicious/noExplicitAny: what a row holds is said by the statement beside each use
  readonly rows: any[];
}

/** What is used of a client of the package `pg`. */
export interface ClientLike {
  query(text: string, values?: unknown[]): Promise<ResultLike>;
  release(error?: Error | boolean): void;
}

/** A `Pool` of the package `pg`, or what has its methods. */
export interface PoolLike {
  connect(): Promise<ClientLike>;
  query(text: string, values?: unknown[]): Promise<ResultLike>;
}

/** Runs all of `run` or nothing of it. */
export async function transaction<T>(pool: PoolLike, run: (client: ClientLike) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query('begin');
    const result = await run(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {
      isBroken = true; // the connection is lost, and the transaction with it
    });
    throw error;
  } finally {
    client.release(isBroken);
  }
}
