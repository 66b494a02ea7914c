import type { Deadline } from './Deadline.js';
import type { Permit } from './Limiter.js';
import { type ClientLike, inTransaction, type PoolLike, type ResultLike } from './pool.js';

/** How long the database may go on with a search whose connection was closed. */
const CHECK_MS = 100;
/** The database ends a statement a little before the deadline, so that its connection can be used again. */
const MARGIN_MS = 50;

/** Runs statements that only read until the deadline, and closes the connection when it has come. */
export function readOnly<T>(
  pool: PoolLike,
  { deadline, permit }: { readonly deadline: Deadline; readonly permit: Permit },
  run: (client: ClientLike) => Promise<T>,
): Promise<T> {
  const held: PoolLike = {
    connect() {
      const connecting = pool.connect();
      permit.hold(connecting); // a database that does not answer keeps its permit while it connects
      return connecting;
    },
    query: (text, values) => pool.query(text, values),
  };
  const begin = (client: ClientLike) => beginningWith(client, () => beginStatements(deadline.remainingMs));
  return inTransaction(held, begin, run, deadline.signal);
}

/** A client that begins a transaction in the same message as its first statement, if that has no parameters. */
function beginningWith(client: ClientLike, begin: () => string): ClientLike {
  let hasBegun = false;
  return {
    async query(text, values) {
      if (hasBegun) return client.query(text, values);
      hasBegun = true;
      if (values === undefined) return lastOf(await client.query(`${begin()}; ${text}`));
      await client.query(begin());
      return client.query(text, values);
    },
    release: (error) => client.release(error),
  };
}

/** `pg` gives a list of results for several statements. */
const lastOf = (results: ResultLike | readonly ResultLike[]): ResultLike =>
  'rows' in results ? results : (results.at(-1) ?? { rows: [] });

function beginStatements(remainingMs: number): string {
  const timeout = Math.max(1, Math.floor(remainingMs - Math.min(MARGIN_MS, remainingMs / 10)));
  return `begin read only; set local statement_timeout = ${timeout};
    select set_config('client_connection_check_interval', '${CHECK_MS}', true)
    where version() !~* 'mingw|msvc|visual c'`; // Windows cannot
}
