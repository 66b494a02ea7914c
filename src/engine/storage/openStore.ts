import { promisifyRequest, type UseStore } from 'idb-keyval';

/** How long a database may take to open: one that another tab deletes at that moment may never. */
const OPEN_MS = 5_000;

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
  const database = await inTime(request);
  database.onclose = onClose; // some browsers close it of themselves
  database.onversionchange = () => {
    onClose();
    database.close();
  };
  return database;
}

async function inTime(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLate = false;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(new DOMException('The database did not open in time.', 'TimeoutError'));
    }, OPEN_MS);
  });
  const opened = promisifyRequest<IDBDatabase>(request);
  opened.then(
    (database) => isLate && database.close(),
    () => {}, // who waits hears of it
  );
  try {
    return await Promise.race([opened, late]);
  } finally {
    clearTimeout(timer);
  }
}
