import { EmbedError, reasonOf } from '../errors.js';

/**
 * The error for what could not be stored: `quota-exceeded` where there is no room, and `storage-failed` for any other reason, as in a
 * private window, on plain http, or where a person has forbidden it. Ends `message` with what the browser said.
 */
export function storageError(cause: unknown, message: string): EmbedError {
  const code = isQuotaExceeded(cause) ? 'quota-exceeded' : 'storage-failed';
  return new EmbedError(code, `${message}: ${reasonOf(cause)}.`, { cause });
}

/** Firefox has names of its own for some of it. */
const QUOTA_NAMES = ['QuotaExceededError', 'NS_ERROR_DOM_QUOTA_REACHED', 'NS_ERROR_FILE_NO_DEVICE_SPACE'];

function isQuotaExceeded(cause: unknown): boolean {
  return cause instanceof Object && 'name' in cause && QUOTA_NAMES.includes(String(cause.name));
}
