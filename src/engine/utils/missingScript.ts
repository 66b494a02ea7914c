import { asEmbedError, type EmbedError, type EmbedErrorCode } from '../errors.js';
import { isOffline } from './isOffline.js';

/** What is said of a search that was not loaded while there was a network. */
export const OFFLINE = 'This device is offline, and the search has not been loaded yet.';

/** The error of a script of the app that could not be loaded; `cause` itself if it is an `EmbedError`. */
export const missingScript = (cause: unknown, code: EmbedErrorCode = 'backend-unavailable'): EmbedError =>
  asEmbedError(cause, code, isOffline() ? OFFLINE : 'A script of the app could not be loaded.');
