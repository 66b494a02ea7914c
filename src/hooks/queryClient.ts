import { QueryClient } from '@tanstack/react-query';
import type { Embedder } from '../engine/index.js';

const clients = new WeakMap<Embedder, QueryClient>();

/**
 * The query client of an embedder's own: vectors stay out of the app's cache, its devtools, persisters and
 * `invalidateQueries()`.
 */
export function queryClientOf(embedder: Embedder): QueryClient {
  const client = clients.get(embedder) ?? new QueryClient();
  clients.set(embedder, client);
  return client;
}
