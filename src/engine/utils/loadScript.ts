import { EmbedError, type EmbedErrorCode } from '../errors.js';

/** Whether the browser says that there is no network. `false` means nothing: a network may lead nowhere. */
export const isOffline = (): boolean => globalThis.navigator?.onLine === false;

/** What is said of a search that was not loaded while there was a network. */
export const OFFLINE = 'This device is offline, and the search has not been loaded yet.';
const MISSING = 'A script of the app could not be loaded. Load the page again.';

/**
 * Loads a part of the code by its `import()`, as every dynamic import of the engine does: servers that got a new build no longer
 * have the scripts of pages that are open.
 * @throws {EmbedError} `code`, with `details.reason` `'offline'` or `'missing-script'`. An `EmbedError` of the script stays as it is.
 */
export const loadScript = <T>(
  load: () => Promise<T>,
  code: EmbedErrorCode = 'backend-unavailable',
): Promise<T> =>
  load().catch((cause) => {
    if (EmbedError.is(cause)) throw cause;
    const isAway = isOffline();
    const details = { reason: isAway ? 'offline' : 'missing-script' };
    throw new EmbedError(code, isAway ? OFFLINE : MISSING, { cause, details });
  });
