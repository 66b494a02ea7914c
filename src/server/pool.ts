import { abortable, defer } from '../engine/utils/promises.js';

/** What is used of a result of the package `pg`. */
export interface ResultLike {
  // biome-ignore lint/suspicious/noExplicitAny: what a row holds is said by the statement beside each use
  readonly rows: any[];
}

type ErrorListener = (error: Error) => void;

/** What is used of a client of the package `pg`. */
export interface ClientLike {
  query(text: string, values?: unknown[]): Promise<ResultLike>;
  release(error?: Error | boolean): void;
  /** Hears of a lost connection. */
  on?(event: 'error', listener: ErrorListener): unknown;
  /** Hears no more of it. */
  removeListener?(event: 'error', listener: ErrorListener): unknown;
}

/** A `Pool` of the package `pg`, or what has its methods. */
export interface PoolLike {
  connect(): Promise<ClientLike>;
  query(text: string, values?: unknown[]): Promise<ResultLike>;
  /** Hears of a lost connection, and of each client that is lent. */
  on?: {
    (event: 'error', listener: ErrorListener): unknown;
    (event: 'acquire', listener: (client: ClientLike) => void): unknown;
  };
  /** `max` is how many clients it opens. */
  readonly options?: { readonly max?: number };
}

const guarded = new WeakSet<PoolLike | ClientLike>();

/**
 * Keeps the process alive when a connection is lost: Node ends it for an `error` event without a listener, and a client has
 * none in the moment in which the pool hands it out. The pool drops such a client by itself, and the next caller gets
 * another. The app's own listeners are called as well.
 */
export function guardPool<Pool extends PoolLike>(pool: Pool): Pool {
  if (guarded.has(pool)) return pool;
  guarded.add(pool);
  pool.on?.('error', ignore);
  pool.on?.('acquire', (client) => {
    if (!guarded.has(client)) client.on?.('error', ignore);
    guarded.add(client);
  });
  return pool;
}

/** A caller that waits for a statement of that connection gets its rejection. */
function ignore(): void {}

/**
 * Lends a client of the pool to `run` until that settles, its connection is lost, or `signal` aborts. In the latter two
 * cases the connection is closed at once, and the server ends what runs on it.
 * @throws the signal's reason; the error of the connection
 */
export async function withClient<T>(
  pool: PoolLike,
  run: (client: ClientLike) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const client = await connect(pool, signal);
  const lost = defer<never>();
  const onError = (error: Error) => lost.reject(error);
  let isDone = false;
  client.on?.('error', onError);
  try {
    const work = run(client);
    lost.promise.catch(() => {}); // `run` may have settled first
    const result = await abortable(Promise.race([work, lost.promise]), signal);
    isDone = true;
    return result;
  } finally {
    client.release(!isDone);
    client.removeListener?.('error', onError);
  }
}

/** A client that comes after `signal` has aborted goes back at once. */
async function connect(pool: PoolLike, signal: AbortSignal | undefined): Promise<ClientLike> {
  signal?.throwIfAborted();
  const connecting = guardPool(pool).connect();
  try {
    return await abortable(connecting, signal);
  } catch (error) {
    connecting.then(
      (client) => client.release(),
      () => {}, // who asked for it has been told
    );
    throw error;
  }
}

/** Runs all of `run` or nothing of it. */
export function transaction<T>(
  pool: PoolLike,
  run: (client: ClientLike) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const begin = async (client: ClientLike) => {
    await client.query('begin');
    return client;
  };
  return inTransaction(pool, begin, run, signal);
}

/** @param begin begins the transaction, and gives the client that `run` uses */
export function inTransaction<T>(
  pool: PoolLike,
  begin: (client: ClientLike) => ClientLike | Promise<ClientLike>,
  run: (client: ClientLike) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const attempt = async (client: ClientLike): Promise<() => T> => {
    const begun = await begin(client);
    try {
      const result = await run(begun);
      await client.query('commit');
      return () => result;
    } catch (error) {
      await client.query('rollback').catch(() => {
        throw error; // the connection is of no more use
      });
      return () => {
        throw error;
      };
    }
  };
  return withClient(pool, attempt, signal).then((outcome) => outcome());
}
