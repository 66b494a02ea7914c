import type { Query, QueryClient } from '@tanstack/react-query';
import { KEY_PREFIX } from './queryDefaults.js';

const watched = new WeakSet<QueryClient>();

/**
 * Removes invalid vectors that an app's persister or a server put into a query client: JSON turns a `Float32Array` into
 * a plain object. They are then computed again. Watches each client once.
 */
export function dropBrokenVectors(client: QueryClient): void {
  if (watched.has(client)) return;
  watched.add(client);
  const cache = client.getQueryCache();
  for (const query of cache.getAll()) dropIfBroken(query);
  cache.subscribe((event) => {
    const isSet = event.type === 'updated' && event.action.type === 'setState';
    if (event.type === 'added' || isSet) dropIfBroken(event.query);
  });
}

function dropIfBroken(query: Query): void {
  const { data } = query.state;
  if (data === undefined || !holdsVectors(query) || isVectors(data)) return;
  query.setState({ data: undefined, dataUpdatedAt: 0, status: 'pending', error: null, isInvalidated: false });
  if (query.isActive()) query.fetch().catch(() => {}); // the query's state tells of it
}

function holdsVectors({ queryKey: [prefix, kind] }: Query): boolean {
  return prefix === KEY_PREFIX && (kind === 'embedding' || kind === 'embeddings');
}

function isVectors(data: unknown): boolean {
  return Array.isArray(data) ? data.every(isVectors) : ArrayBuffer.isView(data); // of any realm: jsdom has another one
}
