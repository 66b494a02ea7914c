import { loadScript } from '../utils/loadScript.js';
import { prefetchSearchWorker } from './connectSearchWorker.js';
import { type IndexerOptions, PendingVectors } from './PendingVectors.js';
import type { VectorMaker } from './VectorMaker.js';

/**
 * Gives the documents of an index their vectors, from what is stored or from the embedder, and those of one space only. What makes
 * them is fetched when some are wanted.
 */
export class Indexer extends PendingVectors {
  readonly #options: IndexerOptions;
  #maker: Promise<VectorMaker> | undefined;

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

  #load(): Promise<VectorMaker> {
    prefetchSearchWorker(); // it is needed next
    this.#maker ??= loadScript(() => import('./VectorMaker.js')).then(
      ({ VectorMaker }) => new VectorMaker(this, this.#options),
      (cause) => {
        this.#maker = undefined;
        throw cause;
      },
    );
    return this.#maker;
  }
}
