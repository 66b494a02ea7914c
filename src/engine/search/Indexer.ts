import { loadScript } from '../utils/loadScript.js';
import type { BatchIndexer } from './BatchIndexer.js';
import { prefetchSearchWorker } from './connectSearchWorker.js';
import { type IndexerOptions, PendingVectors } from './PendingVectors.js';

/**
 * Gives the documents of an index their vectors, from what is stored or from the embedder, and those of one space only. What makes
 * them is fetched when some are wanted.
 */
export class Indexer extends PendingVectors {
  readonly #options: IndexerOptions;
  #batches: Promise<BatchIndexer> | undefined;

  constructor(options: IndexerOptions) {
    super(options);
    this.#options = options;
  }

  /** Makes what is missing. @returns whether vectors have a meaning (`ModelInfo.semantic`); others are never made */
  async make(): Promise<boolean> {
    return (await this.#load()).make();
  }

  /** Deletes what is stored of texts that are not in the index, and of other models; nothing while there is no model. */
  async prune(): Promise<void> {
    await (await this.#load()).prune();
  }

  #load(): Promise<BatchIndexer> {
    prefetchSearchWorker(); // it is needed next
    this.#batches ??= loadScript(() => import('./BatchIndexer.js')).then(
      ({ BatchIndexer }) => new BatchIndexer(this, this.#options),
      (cause) => {
        this.#batches = undefined;
        throw cause;
      },
    );
    return this.#batches;
  }
}
