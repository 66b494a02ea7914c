import { createReadStream } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { writeWhole } from './writeWhole.js';

/** `fetch` that knows `file:` too: a folder of models is read as a server would send it. */
export function fetchWithFiles(fetchRemote: typeof fetch): typeof fetch {
  return async (input, options) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith('file:')) return fetchRemote(input, options);
    const path = fileURLToPath(url);
    const signal = options?.signal ?? undefined;
    signal?.throwIfAborted();
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) return new Response(null, { status: 404 });
    const body = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
    const headers = { 'content-length': String(found.size), 'content-type': 'application/octet-stream' };
    return new Response(signal ? body.pipeThrough(new TransformStream(), { signal }) : body, { headers });
  };
}

/** What the engine uses of a `Cache`. */
type FileCache = Pick<Cache, 'match' | 'put' | 'delete'>;

/** Files in a folder, by the last part of their address: written whole or not at all. */
export function folderCache(folder: string): FileCache {
  const pathOf = (address: RequestInfo | URL) =>
    join(folder, new URL(String(address)).pathname.split('/').at(-1) ?? '');
  return {
    async match(address) {
      const bytes = await readFile(pathOf(address)).catch(() => undefined);
      return bytes && new Response(new Uint8Array(bytes));
    },
    async put(address, response) {
      await writeWhole(pathOf(address), new Uint8Array(await response.arrayBuffer()));
    },
    async delete(address) {
      await rm(pathOf(address), { force: true });
      return true;
    },
  };
}

/** Keeps nothing and misses nothing: for files that lie in a folder already. */
export const noCache: FileCache = {
  match: async () => undefined,
  put: async () => {},
  delete: async () => false,
};
