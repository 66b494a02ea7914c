import { addressOf } from './fileNames.js';
import type { FileStore } from './types.js';

/** Files in the Cache API, which takes only whole ones. */
export function cacheStore(cache: Cache): FileStore {
  return {
    async read(name) {
      const response = await cache.match(addressOf(name));
      return response && new Uint8Array(await response.arrayBuffer());
    },
    async write(name, bytes) {
      const headers = { 'Content-Length': String(bytes.length) }; // for lists of what is stored
      await cache.put(addressOf(name), new Response(bytes, { headers }));
    },
    async remove(name) {
      await cache.delete(addressOf(name));
    },
  };
}
