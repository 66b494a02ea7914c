import { QueryClient } from '@tanstack/react-query';
import type { Embedder } from '../../engine/index.js';

const clients = new WeakMap<Embedder, QueryClient>();

/**
 * A query client of the embedder's own: vectors stay out of the app's cache, its devtools, persisters and
 * `invalidateQueries()`. On a server a new one each time, since an embedder may serve many requests there.
 */
export function queryClientOf(embedder: Embedder): QueryClient {
  if (typeof window === 'undefined') return new QueryClient();
  const client = clients.get(embedder) ?? new QueryClient();
  clients.set(embedder, client);
  return client;
}
