import { availableParallelism, homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createEmbedder, type Embedder, type EmbedderOptions } from '../engine/index.js';
import { isPackaged } from '../engine/models/catalog.js';
import { ThreadWorker } from './ThreadWorker.js';
import type { ThreadData } from './worker.js';

/** Options of {@link createNodeEmbedder}. */
export interface NodeEmbedderOptions
  extends Pick<EmbedderOptions, 'model' | 'backends' | 'runtimes' | 'maxWorkers' | 'cache'> {
  /**
   * Where the models lie: the path of a folder that holds a folder per model; or a URL, as in a browser.
   * @default 'https://huggingface.co/{model}/resolve/{revision}'
   */
  readonly models?: string | URL;
  /**
   * Where files from the network are stored for the next time.
   * @default '~/.cache/react-embeddings', or below XDG_CACHE_HOME
   */
  readonly cacheFolder?: string;
}

/**
 * Makes an embedder in Node: the same engine, in threads, so its vectors are those that browsers make. As many threads as
 * the machine has, unless `maxWorkers` says otherwise; there is no fallback to the hash backend unless `backends` names it.
 * The caller disposes it: its threads end with the process.
 * @throws {EmbedError} as `createEmbedder`.
 */
export function createNodeEmbedder({
  models,
  cacheFolder = defaultCacheFolder(),
  maxWorkers = availableParallelism(),
  backends = ['cpu'],
  ...options
}: NodeEmbedderOptions = {}): Embedder {
  const modelsUrl = modelsUrlOf(models);
  const url = isPackaged(options.model) ? options.model.urls.weights : modelsUrl;
  const workerData: ThreadData = url?.startsWith('file:') ? {} : { cacheFolder };
  return createEmbedder({
    ...options,
    maxWorkers,
    backends,
    ...(modelsUrl !== undefined && { modelsUrl }),
    tokenizersUrl: new URL('../engine/tokenizers/tokenizers.wasm', import.meta.url),
    worker: () => new ThreadWorker(new URL('./worker.js', import.meta.url), { workerData }),
  });
}

/** A URL as it is; a path as a URL. */
export function modelsUrlOf(url: string | URL | undefined): string | undefined {
  if (url === undefined) return undefined;
  const given = String(url);
  return /^[a-z][a-z\d+.-]+:/i.test(given) ? given : pathToFileURL(resolve(given)).href;
}

function defaultCacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'react-embeddings');
}
