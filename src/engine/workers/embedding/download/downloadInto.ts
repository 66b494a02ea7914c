import { reasonOf } from '../../../errors.js';
import { STALL_MS, type StallWatch, stallWatch } from '../../../utils/stallWatch.js';
import { type DownloadTools, failed, type RequestExtras, RetryableError, request } from './request.js';
import { retry } from './retry.js';
import { assertFileType } from './sniffFileType.js';

/** Where the bytes of a download go, and what it goes on from after an interruption. */
export interface Target {
  readonly url: string;
  /** The length of the whole file. */
  readonly total: number;
  readonly loaded: number;
  /** The version of the file that the bytes so far are of, if the server names one that can be relied on. */
  readonly etag: string | undefined;
  /** Forgets the bytes so far; what comes next is of the version `etag`. */
  restart(etag: string | undefined): Promise<void>;
  append(chunk: Uint8Array): void;
}

/**
 * Downloads the rest of a file into `target`, in as many attempts as `retry` allows: the lowest layer, which knows of no store and
 * no SHA-256.
 * @returns whether all bytes are of one response, and not joined from several.
 * @throws {EmbedError} `model-not-found` when there is none, `model-load-failed` for whatever else is not the file.
 */
export function downloadInto(target: Target, tools: DownloadTools): Promise<boolean> {
  return retry(
    () => attempt(target, tools),
    tools,
    () => target.loaded,
  );
}

async function attempt(target: Target, tools: DownloadTools): Promise<boolean> {
  if (target.loaded === target.total) return false;
  const stall = watchFor(target.url, tools);
  try {
    // The browser's own cache would keep the file a second time, and go on from halves in its own way.
    const response = await requestRest(target, tools, { cache: 'no-store', signal: stall.signal });
    stall.alive();
    if (response.status === 200) await target.restart(strongEtag(response));
    await receive(response, target, stall);
    return response.status === 200;
  } finally {
    stall.end();
  }
}

/** Requests what comes behind the target's bytes, or else all of it from the beginning. */
async function requestRest(target: Target, tools: DownloadTools, extras: RequestExtras): Promise<Response> {
  const { url, loaded, etag } = target;
  const whole = () => request(url, tools, extras);
  if (loaded === 0 || etag === undefined) return whole();
  const rest = { Range: `bytes=${loaded}-`, 'If-Range': etag };
  try {
    const response = await request(url, tools, { ...extras, headers: rest });
    if (response.status === 200 || isRest(response, target)) return response;
    await response.body?.cancel(); // 416, or another part than was asked for
  } catch (error) {
    if (!(error instanceof RetryableError) || error.error.details.status !== undefined) throw error;
    // From another origin, these headers need a permission (CORS) that a plain request does not.
  }
  return whole();
}

function isRest({ status, headers }: Response, { loaded, total, etag }: Target): boolean {
  const range = headers.get('content-range');
  return (
    status === 206 &&
    range === `bytes ${loaded}-${total - 1}/${total}` &&
    (headers.get('etag') ?? etag) === etag
  );
}

/** Weak ones (W/…) promise no equal bytes (RFC 9110, 8.8.1). */
function strongEtag({ headers }: Response): string | undefined {
  const etag = headers.get('etag');
  return etag?.startsWith('"') ? etag : undefined;
}

async function receive({ body, headers }: Response, target: Target, stall: StallWatch): Promise<void> {
  const { url, total } = target;
  const reader = body?.getReader();
  while (reader) {
    const { done, value } = await reader.read().catch((cause) => {
      if (cause instanceof RetryableError) throw cause;
      throw interrupted(url, `broke off (${reasonOf(cause)})`, cause);
    });
    if (done) break;
    stall.alive();
    if (target.loaded + value.length > total) throw wrongLength(url, `more than ${total} bytes long`);
    if (target.loaded === 0) assertFileType(url, value);
    target.append(value);
  }
  const { loaded } = target;
  if (loaded === total) return;
  if (Number(headers.get('content-length')) === loaded)
    throw wrongLength(url, `${loaded} instead of ${total} bytes long`);
  throw interrupted(url, `ended after ${loaded} of ${total} bytes`);
}

/** Ends a request for a file of a model in which nothing comes any more: another attempt may help. */
export function watchFor(url: string, { stallMs = STALL_MS }: DownloadTools): StallWatch {
  return stallWatch(stallMs, () => interrupted(url, `stood still for ${stallMs / 1000} s`));
}

function interrupted(url: string, how: string, cause?: unknown): RetryableError {
  return new RetryableError(failed(`The download of ${url} ${how}. Try again.`, { url }, cause));
}

function wrongLength(url: string, length: string): Error {
  return failed(`${url} is ${length}: it is another version of the file. Check modelsUrl.`, { url });
}
