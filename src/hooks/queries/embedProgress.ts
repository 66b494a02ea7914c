import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';
import type { EmbedProgress } from '../../engine/index.js';

/** How far the lists of vectors are that a query client is having made. */
interface ProgressOfClient {
  readonly lists: Map<string, EmbedProgress>;
  readonly listeners: Set<() => void>;
}

const clients = new WeakMap<QueryClient, ProgressOfClient>();

function progressOf(client: QueryClient): ProgressOfClient {
  const known = clients.get(client) ?? { lists: new Map(), listeners: new Set() };
  clients.set(client, known);
  return known;
}

/** Settings and texts: the space may be known only later. */
const nameOf = (key: QueryKey) => hashKey(key.slice(-2));

/** Notes how far a list is; `undefined` when it is done, or given up. */
export function noteProgress(client: QueryClient, key: QueryKey, progress: EmbedProgress | undefined): void {
  const { lists, listeners } = progressOf(client);
  if (progress) lists.set(nameOf(key), progress);
  else lists.delete(nameOf(key));
  for (const listener of listeners) listener();
}

/** How far a list is; `undefined` while nothing of it is being made. */
export function readProgress(client: QueryClient, key: QueryKey): EmbedProgress | undefined {
  return progressOf(client).lists.get(nameOf(key));
}

/** Calls `listener` after each step of any list; returns what ends that. */
export function watchProgress(client: QueryClient, listener: () => void): () => void {
  const { listeners } = progressOf(client);
  listeners.add(listener);
  return () => listeners.delete(listener);
}
