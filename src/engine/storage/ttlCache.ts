import { get, set, type UseStore } from 'idb-keyval';
import { openStore } from './openStore.js';

const DAY_MS = 86_400_000;

interface Kept {
  readonly value: unknown;
  /** Milliseconds since 1970. */
  readonly until: number;
}

let store: UseStore | undefined;

/** IndexedDB, which pages and workers share. What cannot be kept is found out again: no failure of it matters. */
async function inStore<T>(use: (store: UseStore) => Promise<T>): Promise<T | undefined> {
  try {
    store ??= openStore('react-embeddings-device-v1', 'facts');
    return await use(store);
  } catch {
    return undefined;
  }
}

/** What was remembered of this device under `key`, unless it is too old. */
export async function recall(key: string): Promise<unknown> {
  const kept = await inStore((store) => get<Kept>(key, store));
  return kept && kept.until > Date.now() ? kept.value : undefined;
}

export async function remember(key: string, value: unknown, days: number): Promise<void> {
  await inStore((store) => set(key, { value, until: Date.now() + days * DAY_MS } satisfies Kept, store));
}
