import { EmbedError, reasonOf } from '../errors.js';

/**
 * The file at `url`, which must be `expected` bytes long.
 * @throws {EmbedError} `model-not-found` when there is none, `model-load-failed` for whatever else is not the file.
 */
export async function download(
  url: string,
  expected: number,
  onBytes: (loaded: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = (await request(url)).getReader();
  const bytes = new Uint8Array(expected);
  let loaded = 0;
  while (true) {
    const { done, value } = await readChunk(reader, url);
    if (done) break;
    if (loaded + value.length > expected) throw wrongLength(url, `more than ${expected} bytes long`);
    bytes.set(value, loaded);
    loaded += value.length;
    onBytes(loaded);
  }
  if (loaded < expected) throw wrongLength(url, `only ${loaded} of ${expected} bytes long`);
  return bytes;
}

async function request(url: string): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch(url).catch((cause) => {
    throw failed(
      `${url} cannot be reached (${reasonOf(cause)}). Check the connection, modelsUrl, and CORS.`,
      { url },
      cause,
    );
  });
  const { status, ok, body, headers } = response;
  if (status === 404 || status === 410) {
    throw new EmbedError(
      'model-not-found',
      `There is no ${url} (status ${status}). Check modelsUrl: it must hold the model's folder.`,
      { details: { url, status } },
    );
  }
  if (!ok || !body) throw failed(`${url} cannot be had (status ${status}). Try again.`, { url, status });
  const type = headers.get('content-type') ?? '';
  if (type.includes('text/html')) {
    const why = 'many servers answer unknown paths with index.html: check modelsUrl';
    throw failed(`${url} is a web page, not a model file; ${why}.`, { url, status, type });
  }
  return body;
}

async function readChunk(reader: ReadableStreamDefaultReader<Uint8Array>, url: string) {
  try {
    return await reader.read();
  } catch (cause) {
    throw failed(`The download of ${url} broke off (${reasonOf(cause)}). Try again.`, { url }, cause);
  }
}

function wrongLength(url: string, length: string): EmbedError {
  return failed(`${url} is ${length}: it was cut off, or is another version of the file. Try again.`, {
    url,
  });
}

function failed(message: string, details: Record<string, unknown>, cause?: unknown): EmbedError {
  return new EmbedError('model-load-failed', message, { details, cause });
}
