import { abortable } from '../engine/utils/promises.js';
import { RequestError } from './RequestError.js';

/**
 * The JSON of a request; reading ends as soon as it is too long, whatever its headers say.
 * @throws {RequestError} `method-not-allowed`, `unsupported-media-type`, `request-too-large`, `invalid-input`; the signal's
 * reason
 */
export async function readBody(request: Request, maxBytes: number, signal: AbortSignal): Promise<unknown> {
  if (request.method !== 'POST') throw new RequestError('method-not-allowed', 'A search is posted.');
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new RequestError('unsupported-media-type', 'A search is sent as application/json.');
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge(maxBytes);
  const text = await readText(request, maxBytes, signal);
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError('invalid-input', 'The request is not JSON.', { field: 'body' });
  }
}

async function readText(request: Request, maxBytes: number, signal: AbortSignal): Promise<string> {
  const reader = request.body?.getReader();
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  while (reader) {
    const { done, value } = await abortable(reader.read(), signal).catch((reason: unknown) => {
      stopReading(reader);
      throw reason;
    });
    if (done) break;
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      stopReading(reader);
      throw tooLarge(maxBytes);
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}

function stopReading(reader: ReadableStreamDefaultReader<Uint8Array>): void {
  reader.cancel().catch(() => {}); // it has broken off by itself
}

function tooLarge(maxBytes: number): RequestError {
  return new RequestError('request-too-large', `A search has ${maxBytes} bytes at most.`, { maxBytes });
}
