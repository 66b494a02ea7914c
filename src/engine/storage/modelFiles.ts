import { addressOf, STORE } from './fileNames.js';
import { inTime } from './inTime.js';

/** The files of models in one kind of storage, by name. */
export interface ModelFiles {
  readonly kind: 'opfs' | 'cache';
  /** The names of all entries, with their bytes. */
  list(): Promise<ReadonlyMap<string, number>>;
  text(name: string): Promise<string | undefined>;
  remove(name: string): Promise<void>;
}

/** @throws whatever the browser throws where there is none, as in a private window. */
export async function openDirectory(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(STORE, { create: true });
}

export function directoryFiles(directory: FileSystemDirectoryHandle): ModelFiles {
  const fileOf = async (name: string) => (await directory.getFileHandle(name)).getFile();
  return {
    kind: 'opfs',
    async list() {
      const sizes = new Map<string, number>();
      for await (const name of directory.keys()) {
        const file = await fileOf(name).catch(ifMissing); // a worker may have removed it meanwhile
        if (file) sizes.set(name, file.size);
      }
      return sizes;
    },
    text: async (name) => (await fileOf(name).catch(ifMissing))?.text(),
    remove: (name) => directory.removeEntry(name).catch(ifMissing),
  };
}

export function cacheFiles(cache: Cache): ModelFiles {
  return {
    kind: 'cache',
    async list() {
      const sizes = new Map<string, number>();
      for (const request of await cache.keys()) {
        const length = (await cache.match(request))?.headers.get('content-length');
        sizes.set(new URL(request.url).pathname.slice(1), Number(length));
      }
      return sizes;
    },
    text: async (name) => (await cache.match(addressOf(name)))?.text(),
    async remove(name) {
      await cache.delete(addressOf(name));
    },
  };
}

/** Turns the error of a missing file into undefined. */
export function ifMissing(error: unknown): undefined {
  if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
  throw error;
}

/** Where this browser lets files be stored: private files, the Cache API, both or none. */
export async function openModelFiles(): Promise<ModelFiles[]> {
  const opened = await Promise.allSettled([
    inTime((async () => directoryFiles(await openDirectory()))()),
    inTime((async () => cacheFiles(await caches.open(STORE)))()),
  ]);
  return opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])); // others keep nothing
}
