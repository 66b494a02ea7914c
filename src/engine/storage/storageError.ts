import { EmbedError, reasonOf } from '../errors.js';

/**
 * The error for what could not be stored: `quota-exceeded` where there is no room, and `storage-failed` for any other reason, as in a
 * private window, on plain http, or where the user has forbidden it. Ends `message` with what the browser said.
 */
export function storageError(cause: unknown, message: string): EmbedError {
  const isFull = Object(cause).name === 'QuotaExceededError';
  return new EmbedError(isFull ? 'quota-exceeded' : 'storage-failed', `${message}: ${reasonOf(cause)}.`, {
    cause,
  });
}
