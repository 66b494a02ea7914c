import { get, set, type UseStore } from 'idb-keyval';
import { openStore } from './openStore.js';

const DAY_MS = 86_400_000;

interface Stored {
  readonly value: unknown;
  /** Milliseconds since 1970. */
  readonly until: number;
}

let store: UseStore | undefined;

/** IndexedDB, which pages and workers share. What cannot be stored is found out again: no failure of it matters. */
async function inStore<T>(use: (store: UseStore) => Promise<T>): Promise<T | undefined> {
  try {
    store ??= openStore('react-embeddings-device-v1', 'facts');
    return await use(store);
  } catch {
    return undefined;
  }
}

/** What was remembered of this device under `key`, unless it is too old. */
export async function readCached(key: string): Promise<unknown> {
  const stored = await inStore((store) => get<Stored>(key, store));
  return stored && stored.until > Date.now() ? stored.value : undefined;
}

export async function writeCached(key: string, value: unknown, days: number): Promise<void> {
  await inStore((store) => set(key, { value, until: Date.now() + days * DAY_MS } satisfies Stored, store));
}
