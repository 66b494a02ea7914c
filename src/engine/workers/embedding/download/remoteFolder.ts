import { EmbedError } from '../../../errors.js';
import type { Json, ModelFolder } from '../../../models/config/modelSource.js';
import { fileError } from '../../../utils/fileError.js';
import { watchFor } from './downloadInto.js';
import { type DownloadTools, failed, request } from './request.js';
import { retry } from './retry.js';

/** A model's folder on a server. */
export interface RemoteFolder extends ModelFolder {
  /**
   * How long a file is.
   * @throws {EmbedError} `model-not-found` when there is none, `model-load-failed` when the server does not tell.
   */
  bytesOf(path: string): Promise<number>;
  /** What the server calls this version of a file, where it does. */
  etagOf(path: string): Promise<string | undefined>;
}

/** What a server tells of a file. */
interface FileFacts {
  readonly bytes: number;
  readonly etag: string | undefined;
}

/** Reads the folder at an address. Each file is asked for once. */
export function remoteFolder(folder: string, tools: DownloadTools): RemoteFolder {
  const files = new Map<string, Promise<FileFacts | undefined>>();
  const factsOf = (path: string) => {
    const facts = files.get(path) ?? probe(`${folder}/${path}`, tools);
    files.set(path, facts);
    return facts;
  };
  return {
    json: (path) => fetchJson(`${folder}/${path}`, tools),
    has: async (path) => (await factsOf(path)) !== undefined,
    etagOf: async (path) => (await factsOf(path))?.etag,
    async bytesOf(path) {
      const facts = await factsOf(path);
      if (facts) return facts.bytes;
      const url = `${folder}/${path}`;
      throw fileError('model-not-found', `There is no ${url}, which this model needs.`, { url });
    },
  };
}

async function fetchJson(url: string, tools: DownloadTools): Promise<Json> {
  const read = () => watching(url, tools, async (signal) => (await request(url, tools, { signal })).text());
  const text = await ifThere(() => retry(read, tools));
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw failed(`${url} is not JSON. Check what the server sends for it.`, { url }, cause);
  }
}

/** Small files come at once, or not at all. */
async function watching<T>(
  url: string,
  tools: DownloadTools,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stall = watchFor(url, tools);
  try {
    return await ask(stall.signal);
  } catch (error) {
    throw stall.signal.aborted ? stall.signal.reason : error;
  } finally {
    stall.end();
  }
}

/** What is known of a file; undefined when there is none. Asks for one byte, since that answer is never compressed. */
async function probe(url: string, tools: DownloadTools): Promise<FileFacts | undefined> {
  const ask = (init: Parameters<typeof request>[2]) =>
    retry(
      () =>
        watching(url, tools, async (signal) => {
          const response = await request(url, tools, { ...init, cache: 'no-store', signal });
          await response.body?.cancel();
          return response;
        }),
      tools,
    );
  const first = await ifThere(() => ask({ headers: { Range: 'bytes=0-0' } }));
  if (!first) return undefined;
  const etag = first.headers.get('etag') ?? undefined;
  const total = /\/(\d+)$/.exec(first.headers.get('content-range') ?? '')?.[1];
  if (total !== undefined) return { bytes: size(total, url), etag };
  const { headers } = first.status === 200 ? first : await ask({ method: 'HEAD' });
  const length = headers.get('x-linked-size') ?? headers.get('content-length');
  if (length !== null) return { bytes: size(length, url), etag };
  throw failed(`The server does not tell how long ${url} is. Let it send Content-Length.`, { url });
}

/** Longer files than any machine here could hold. */
const MAX_BYTES = 2 ** 36;

function size(told: string, url: string): number {
  const bytes = /^\d+$/.test(told.trim()) ? Number(told) : Number.NaN;
  if (bytes > 0 && bytes <= MAX_BYTES) return bytes;
  throw failed(`The server says that ${url} is ${told} bytes long. Let it send a right Content-Length.`, {
    url,
  });
}

/** What many servers answer for a file that they do not have is a web page. */
async function ifThere<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (EmbedError.is(error, 'model-not-found')) return undefined;
    if (EmbedError.is(error) && String(error.details.type).includes('text/html')) return undefined;
    throw error;
  }
}
