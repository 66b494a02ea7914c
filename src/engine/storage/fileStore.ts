import type { EmbedError } from '../errors.js';
import { cacheStore } from './cacheStore.js';
import { directoryStore } from './directoryStore.js';
import { STORE } from './fileNames.js';
import { inTime } from './inTime.js';
import { openDirectory } from './modelFiles.js';
import { storageError } from './storageError.js';
import type { FileStore } from './types.js';

/** The origin's private files where a worker can write them in place, else the Cache API. Neither is everywhere. */
export async function openFileStore(): Promise<FileStore> {
  const reasons: unknown[] = [];
  for (const open of [openPrivateFiles, openCache]) {
    try {
      return await inTime(open());
    } catch (error) {
      reasons.push(error); // a private window, storage that the user forbids or that never opens, an old browser
    }
  }
  return noStore(reasons.at(-1));
}

async function openPrivateFiles(): Promise<FileStore> {
  return directoryStore(await openDirectory());
}

async function openCache(): Promise<FileStore> {
  if (!globalThis.caches) throw new Error('this page has no Cache API, which needs https');
  return cacheStore(await caches.open(STORE));
}

function noStore(reason: unknown): FileStore {
  return {
    read: async () => undefined,
    write: () => Promise.reject(reason),
    remove: async () => {},
  };
}

/** What is told when a file could not be stored. */
export function persistError(cause: unknown): EmbedError {
  return storageError(cause, 'The model works but could not be stored, so the next visit downloads it again');
}
