import { EmbedError, reasonOf } from '../errors.js';

/**
 * Keeps files in the browser by their SHA-256: the same file from two servers is kept once, and another version never
 * answers for this one. A store that does not work never fails a load: it finds nothing, and says why it keeps nothing.
 */
export interface FileStore {
  read(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** @returns a `quota-exceeded` error if the file could not be kept. */
  write(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<EmbedError | undefined>;
  remove(sha256: string): Promise<void>;
}

const NAME = 'react-embeddings-models-v1';

/** An address that nobody fetches: `.invalid` is reserved for that (RFC 2606). */
const addressOf = (sha256: string) => `https://react-embeddings.invalid/${sha256}`;

export async function openFileStore(): Promise<FileStore> {
  try {
    if (!globalThis.caches) return noStore(new Error('this page has no Cache API, which needs https'));
    return storeIn(await caches.open(NAME));
  } catch (error) {
    return noStore(error); // a private window, or storage that the person forbids
  }
}

function storeIn(cache: Cache): FileStore {
  return {
    async read(sha256) {
      try {
        const response = await cache.match(addressOf(sha256));
        return response && new Uint8Array(await response.arrayBuffer());
      } catch {
        return undefined; // the file is fetched again, and write() says if the store is broken for good
      }
    },
    async write(sha256, bytes) {
      try {
        await cache.put(addressOf(sha256), new Response(bytes));
        return undefined;
      } catch (error) {
        return notKept(error);
      }
    },
    async remove(sha256) {
      await cache.delete(addressOf(sha256));
    },
  };
}

function noStore(reason: unknown): FileStore {
  return { read: async () => undefined, write: async () => notKept(reason), remove: async () => {} };
}

function notKept(cause: unknown): EmbedError {
  return new EmbedError(
    'quota-exceeded',
    `The model works but could not be kept, so the next visit downloads it again: ${reasonOf(cause)}.`,
    { cause },
  );
}
