import { createSearchIndex, type SearchIndex, type SearchIndexOptions } from '../engine/index.js';
import { ThreadWorker } from './ThreadWorker.js';

/** Options of {@link createNodeSearchIndex}: those of `createSearchIndex`, but what only browsers have. */
export type NodeSearchIndexOptions<T> = Omit<SearchIndexOptions<T>, 'worker' | 'persist' | 'source'>;

/**
 * Makes a search index in Node: the same engine, in a thread, so that a server finds what a page would. It can hold the file
 * of a built index (`index.import`). The caller disposes it: its thread ends with the process.
 * @throws {EmbedError} as `createSearchIndex`.
 */
export function createNodeSearchIndex<T>(options: NodeSearchIndexOptions<T>): SearchIndex<T> {
  const worker = () => new ThreadWorker(new URL('./searchWorker.js', import.meta.url));
  return createSearchIndex<T>({ ...options, worker });
}
