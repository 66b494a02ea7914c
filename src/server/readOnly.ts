import type { Deadline } from './deadline.js';
import type { Permit } from './limiter.js';
import { type ClientLike, inTransaction, type PoolLike } from './pool.js';

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
  return inTransaction(held, () => begin(deadline.remainingMs), run, deadline.signal);
}

function begin(remainingMs: number): string {
  const timeout = Math.max(1, Math.floor(remainingMs - Math.min(MARGIN_MS, remainingMs / 10)));
  return `begin read only; set local statement_timeout = ${timeout};
    select set_config('client_connection_check_interval', '${CHECK_MS}', true)
    where version() !~* 'mingw|msvc|visual c'`; // Windows cannot
}
