import { type EmbedError, reasonOf } from '../../errors.js';
import { fileError } from '../../utils/fileError.js';
import { FinalAnswer, fetchAlive } from '../../utils/stallWatch.js';

/** Statuses that say nothing about the file, as 5xx. */
const TRANSIENT = [408, 425, 429];

/** The bytes at a URL, in as many attempts as that takes. @throws {EmbedError} `index-load-failed` */
export async function fetchIndexFile(url: string, stallMs?: number): Promise<Uint8Array> {
  try {
    return await fetchAlive(url, bytesOf, stallMs);
  } catch (cause) {
    throw failed(url, cause);
  }
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  const { ok, status } = response;
  if (ok) return new Uint8Array(await response.arrayBuffer());
  const reason = `the server answers with status ${status}`;
  throw status >= 500 || TRANSIENT.includes(status) ? new Error(reason) : new FinalAnswer(reason);
}

function failed(url: string, cause: unknown): EmbedError {
  const reason = `${reasonOf(cause)}. Check the address and the connection.`;
  return fileError('index-load-failed', `The index at ${url} cannot be loaded: ${reason}`, { url }, cause);
}
