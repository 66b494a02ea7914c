import { EmbedError, reasonOf } from '../errors.js';
import type { RemoteAnswer, RemoteFailure, RemoteRequest } from '../rpc/remoteProtocol.js';
import { fileError } from '../utils/fileError.js';

/** Where an index is, and how it is reached. */
export interface RemoteAddress {
  /** Where `createSearchHandler` answers, relative to the page if it is. */
  readonly url: string | URL;
  /** @default the page's own */
  readonly fetch?: typeof fetch;
  /** What is sent with each request, for example who is asking; asked for each time if it is a function. */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /** Whether cookies go along. @default 'same-origin' */
  readonly credentials?: RequestCredentials;
}

/**
 * Posts a search request and reads the answer.
 * @throws {EmbedError} `space-mismatch`, `invalid-input` as the server says; `request-failed` with `details.status` and
 * `details.reason` for all else; the signal's reason
 */
export async function requestRemote<T>(
  address: RemoteAddress,
  searchRequest: RemoteRequest,
  signal: AbortSignal,
): Promise<RemoteAnswer<T>> {
  const response = await post(address, searchRequest, signal);
  const body = await readJson(response, signal);
  if (!response.ok) throw failureOf(response, body);
  if (isAnswer<T>(body)) return body;
  throw failed(
    response,
    'not-an-answer',
    'answered something else than a search handler does. Is the URL right?',
  );
}

async function post(
  { url, fetch = globalThis.fetch, headers = {}, credentials = 'same-origin' }: RemoteAddress,
  searchRequest: RemoteRequest,
  signal: AbortSignal,
): Promise<Response> {
  const all = new Headers(typeof headers === 'function' ? await headers() : headers);
  all.set('content-type', 'application/json');
  try {
    const body = JSON.stringify(searchRequest);
    return await fetch(url, { method: 'POST', headers: all, body, credentials, signal });
  } catch (cause) {
    signal.throwIfAborted();
    const message = `${url} could not be reached: ${reasonOf(cause)}.`;
    throw fileError('request-failed', message, { url, reason: 'network' }, cause);
  }
}

async function readJson(response: Response, signal: AbortSignal): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    signal.throwIfAborted();
    throw failed(
      response,
      'not-json',
      `answered ${response.status} without JSON. Is a search handler there?`,
    );
  }
}

function failureOf(response: Response, body: unknown): EmbedError {
  const { code, message, details }: Partial<RemoteFailure['error']> = Object(Object(body).error);
  if (code === 'space-mismatch' || code === 'invalid-input')
    return new EmbedError(code, `${message}`, { details: { ...details } });
  return failed(response, `${code ?? 'status'}`, `answered ${response.status}: ${message ?? 'no reason'}`);
}

function failed({ url, status }: Response, reason: string, what: string): EmbedError {
  return fileError('request-failed', `${url} ${what}`, { url, status, reason });
}

function isAnswer<T>(body: unknown): body is RemoteAnswer<T> {
  const { hits, items, embedded } = Object(body);
  return Array.isArray(hits) && Number.isInteger(items) && Number.isInteger(embedded);
}
