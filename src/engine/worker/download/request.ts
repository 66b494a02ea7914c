import { EmbedError, reasonOf } from '../../errors.js';
import type { DownloadOptions } from '../../types.js';

/** What a download is made with. */
export interface DownloadTools extends DownloadOptions {
  /** @default the browser's */
  readonly fetch?: typeof fetch;
  /** Waits between attempts. @default setTimeout */
  readonly wait?: (ms: number) => Promise<void>;
}

/** A failure that may be gone at the next attempt. */
export class Interruption extends Error {
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
 * @throws {Interruption} when another attempt may help.
 * @throws {EmbedError} `model-not-found` when there is no such file, `model-load-failed` for whatever else is not it.
 */
export async function request(
  url: string,
  { fetch = globalThis.fetch, headers, credentials }: DownloadTools,
  { headers: extra, ...init }: RequestExtras,
): Promise<Response> {
  const all = { ...init, headers: { ...headers, ...extra }, ...(credentials && { credentials }) };
  const response = await fetch(url, all).catch((cause) => {
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

function refused(url: string, { status, headers }: Response): Error {
  const hubError = headers.get('x-error-code');
  const details = { url, status, ...(hubError && { hubError }) };
  // The Hub answers 401 for a repository that does not exist, since it might be somebody's.
  if (status === 404 || status === 410 || hubError?.endsWith('NotFound'))
    return new EmbedError(
      'model-not-found',
      `There is no ${url} (status ${status}). Check the model's name and modelsUrl, which must hold its folder.`,
      { details },
    );
  if (status === 401 || status === 403)
    return failed(
      `The server does not let you have ${url} (status ${status}). Pass download: { headers: { Authorization } }` +
        `${hubError === 'GatedRepo' ? ", and accept the model's terms on the Hub" : ''}.`,
      details,
    );
  const error = failed(`${url} cannot be had (status ${status}). Try again.`, details);
  const transient = status >= 500 || TRANSIENT.includes(status);
  return transient ? new Interruption(error, retryAfterMs(headers)) : error;
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}

function unreachable(url: string, cause: unknown): Error {
  if (cause instanceof Interruption) return cause;
  // Told by the browser, and no attempt can change it.
  if (globalThis.navigator?.onLine === false)
    return failed(
      `This device is offline, and ${url} was not kept by an earlier visit. Connect once.`,
      { url, offline: true },
      cause,
    );
  const check = 'Check the connection, modelsUrl, and CORS.';
  return new Interruption(failed(`${url} cannot be reached (${reasonOf(cause)}). ${check}`, { url }, cause));
}

function webPage(url: string, details: Record<string, unknown>): EmbedError {
  const why = 'many servers answer unknown paths with index.html: check modelsUrl';
  return failed(`${url} is a web page, not a model file; ${why}.`, { url, ...details });
}

export function failed(message: string, details: Record<string, unknown>, cause?: unknown): EmbedError {
  return new EmbedError('model-load-failed', message, { details, cause });
}
