import type { DownloadOptions } from '../../../embedder/optionTypes.js';
import { EmbedError, reasonOf } from '../../../errors.js';
import { fileError } from '../../../utils/fileError.js';
import { isOffline } from '../../../utils/loadScript.js';

/** What a download is made with. */
export interface DownloadTools extends DownloadOptions {
  /** @default the browser's */
  readonly fetch?: typeof fetch;
  /** Waits between attempts. @default setTimeout */
  readonly wait?: (ms: number) => Promise<void>;
  /** Ends all requests: they reject with its reason. */
  readonly signal?: AbortSignal;
}

/** A failure that may be gone at the next attempt. */
export class RetryableError extends Error {
  readonly error: EmbedError;
  /** How long the server asks to be left alone. */
  readonly waitMs: number | undefined;

  constructor(error: EmbedError, waitMs?: number) {
    super(error.message);
    this.error = error;
    this.waitMs = waitMs;
  }
}

/** Request Timeout, Too Early, Too Many Requests: as 5xx, they say nothing about the file. */
const TRANSIENT = [408, 425, 429];

/** What is asked of the server beyond the caller's own headers and credentials. */
export type RequestExtras = Pick<RequestInit, 'signal' | 'cache' | 'method'> & {
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * The answer to a request for a file: with status 200, 206, or 416, and never a web page.
 * @throws {RetryableError} when another attempt may help.
 * @throws {EmbedError} `model-not-found` when there is no such file, `model-load-failed` for whatever else is not it;
 * the reason of the tools' signal.
 */
export async function request(
  url: string,
  { fetch = globalThis.fetch, headers, credentials, signal }: DownloadTools,
  { headers: extra, ...init }: RequestExtras,
): Promise<Response> {
  const options = { ...init, ...(credentials && { credentials }) };
  const response = await follow(fetch, url, options, { own: headers, extra }).catch((cause) => {
    signal?.throwIfAborted();
    if (EmbedError.is(cause)) throw cause;
    throw unreachable(url, cause);
  });
  const { status, headers: answered } = response;
  if (response.ok || status === 416) {
    const type = answered.get('content-type') ?? '';
    if (type.includes('text/html')) throw webPage(url, { status, type });
    return response;
  }
  await response.body?.cancel();
  throw refused(url, response);
}

const REDIRECTS = [301, 302, 303, 307, 308];
const MAX_REDIRECTS = 5;

/**
 * Fetches, and follows redirects. Browsers take `Authorization` off where one leads to another origin, and no other header, so
 * with those no redirect is followed unseen: where the answer tells its target, to another origin without the caller's headers.
 * @throws {EmbedError} `model-load-failed` in a browser, which does not tell where a redirect leads.
 */
async function follow(
  fetch: typeof globalThis.fetch,
  url: string,
  options: RequestInit,
  { own = {}, extra }: { readonly own: DownloadOptions['headers']; readonly extra: RequestExtras['headers'] },
): Promise<Response> {
  if (Object.keys(own).every((name) => /^authorization$/i.test(name)))
    return fetch(url, { ...options, headers: { ...own, ...extra } });
  let address = url;
  let isHome = true; // once it has left, what leads back to it is another's choice
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    isHome &&= new URL(address).origin === new URL(url).origin;
    const headers = { ...(isHome && own), ...extra };
    const response = await fetch(address, { ...options, headers, redirect: 'manual' });
    const next = REDIRECTS.includes(response.status) ? response.headers.get('location') : null;
    if (response.type === 'opaqueredirect') throw redirected(url);
    if (next === null) return response;
    await response.body?.cancel();
    address = new URL(next, address).href;
  }
  throw redirected(url);
}

function redirected(url: string): EmbedError {
  return failed(
    `${url} redirects, and download.headers would go along. Name the final address as modelsUrl, or send Authorization alone.`,
    { url },
  );
}

function refused(url: string, { status, headers }: Response): Error {
  const hubError = headers.get('x-error-code');
  const details = { url, status, ...(hubError && { hubError }) };
  // The Hub answers 401 for a repository that does not exist, since it might be somebody's.
  if (status === 404 || status === 410 || hubError?.endsWith('NotFound'))
    return fileError(
      'model-not-found',
      `There is no ${url} (status ${status}). Check the model's name and modelsUrl, which must hold its folder.`,
      details,
    );
  if (status === 401 || status === 403)
    return failed(
      `The server does not let you have ${url} (status ${status}). Pass download: { headers: { Authorization } }` +
        `${hubError === 'GatedRepo' ? ", and accept the model's terms on the Hub" : ''}.`,
      details,
    );
  const error = failed(`${url} could not be fetched (status ${status}). Try again.`, details);
  const transient = status >= 500 || TRANSIENT.includes(status);
  return transient ? new RetryableError(error, retryAfterMs(headers)) : error;
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}

function unreachable(url: string, cause: unknown): Error {
  if (cause instanceof RetryableError) return cause;
  // Told by the browser, and no attempt can change it.
  if (isOffline())
    return failed(
      `This device is offline, and ${url} was not stored by an earlier visit. Connect once.`,
      { url, reason: 'offline' },
      cause,
    );
  const check = 'Check the connection, modelsUrl, and CORS.';
  return new RetryableError(
    failed(`${url} cannot be reached (${reasonOf(cause)}). ${check}`, { url }, cause),
  );
}

function webPage(url: string, details: Record<string, unknown>): EmbedError {
  const why = 'many servers answer unknown paths with index.html: check modelsUrl';
  return failed(`${url} is a web page, not a model file; ${why}.`, { url, ...details });
}

/** The error of a file at `details.url`, which the message may name: neither shows the secrets of that address. */
export function failed(
  message: string,
  details: Readonly<Record<string, unknown>>,
  cause?: unknown,
): EmbedError {
  return fileError('model-load-failed', message, details, cause);
}
