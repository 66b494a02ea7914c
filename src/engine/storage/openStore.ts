import { promisifyRequest, type UseStore } from 'idb-keyval';
import { inTime } from './inTime.js';

/**
 * A store of a database of IndexedDB, opened when it is used, and anew after it was closed. Its connection gives way when
 * another tab deletes the database. Rejects with a DOMException where there is no IndexedDB, or it does not open in time.
 */
export function openStore(name: string, store: string): UseStore {
  let opening: Promise<IDBDatabase> | undefined;
  const open = () => {
    opening ??= openDatabase(name, store, () => {
      opening = undefined;
    }).catch((error) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return async (mode, use) => use((await open()).transaction(store, mode).objectStore(store));
}

async function openDatabase(name: string, store: string, onClose: () => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name);
  request.onupgradeneeded = () => request.result.createObjectStore(store);
  const database = await inTime(promisifyRequest<IDBDatabase>(request), (late) => late.close());
  database.onclose = onClose; // some browsers close it of themselves
  database.onversionchange = () => {
    onClose();
    database.close();
  };
  return database;
}
