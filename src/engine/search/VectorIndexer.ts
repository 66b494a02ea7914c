import { loadScript } from '../utils/loadScript.js';
import { prefetchSearchWorker } from './connectSearchWorker.js';
import { PendingVectors, type VectorIndexerOptions } from './PendingVectors.js';
import type { VectorBatches } from './VectorBatches.js';

/**
 * Gives the documents of an index their vectors, from storage or from the embedder, all of one space. The code that makes them,
 * {@link VectorBatches}, is fetched when vectors are first wanted.
 */
export class VectorIndexer extends PendingVectors {
  readonly #options: VectorIndexerOptions;
  #batches: Promise<VectorBatches> | undefined;

  constructor(options: VectorIndexerOptions) {
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

  #load(): Promise<VectorBatches> {
    prefetchSearchWorker(); // it is needed next
    this.#batches ??= loadScript(() => import('./VectorBatches.js')).then(
      ({ VectorBatches }) => new VectorBatches(this, this.#options),
      (cause) => {
        this.#batches = undefined;
        throw cause;
      },
    );
    return this.#batches;
  }
}
