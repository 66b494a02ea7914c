import { reasonOf } from '../engine/errors.js';

/** Classes of SQLSTATE: connection exceptions; the server shuts down, has crashed, or starts; too many connections. */
const STATES = /^(08...|57P0[123]|53300)$/;
const SYSTEM = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** What `pg` and `pg-pool` say without a code. */
const MESSAGES =
  /connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/i;

/** Whether an error says that the database cannot be reached now: the same may work when it is back. */
export function isConnectionLost(error: unknown): boolean {
  const { code, errors, cause } = Object(error);
  if (typeof code === 'string' && (STATES.test(code) || SYSTEM.test(code))) return true;
  if (MESSAGES.test(reasonOf(error))) return true;
  if (Array.isArray(errors) && errors.some(isConnectionLost)) return true; // one for each address
  return cause !== undefined && isConnectionLost(cause);
}
