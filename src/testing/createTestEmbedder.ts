import { createEmbedder, type Embedder, type EmbedError, type LoadProgress } from '../engine/index.js';
import { inPageWorker } from '../engine/rpc/inPageWorker.js';
import { defer } from '../engine/utils/promises.js';
import { testWorkerApi } from './testWorker.js';
import { wordVector } from './wordVector.js';

/** Options of {@link createTestEmbedder}. */
export interface TestEmbedderOptions {
  /**
   * The vector of a text: up to 384 numbers, of length 1; the rest is zeros.
   * @default texts are as close as they share words
   */
  readonly vectorOf?: (text: string) => ArrayLike<number>;
  /**
   * `immediately`, or when the test says so: `finishLoading`, `failLoading`.
   * @default 'immediately'
   */
  readonly loads?: 'immediately' | 'manually';
  /**
   * Whether it falls back to searching by words when loading fails, as embedders do by default.
   * @default true
   */
  readonly fallsBack?: boolean;
}

/** An embedder that needs no model and no network, and what a test does with it. */
export interface TestEmbedder {
  readonly embedder: Embedder;
  /** All texts that were embedded, in order: what the cache had is not among them. */
  readonly texts: readonly string[];
  /** Shows in the embedder's state while it loads. */
  reportProgress(progress: LoadProgress): void;
  /** The load that waits is done. */
  finishLoading(): void;
  /** The load fails, and the next one too, until `finishLoading`. */
  failLoading(error: EmbedError): void;
  /** Every embedding fails from now on; `undefined` ends that. */
  failEmbedding(error: EmbedError | undefined): void;
}

/** Makes an embedder whose states a test decides. All but the model is real. The caller disposes the embedder. */
export function createTestEmbedder({
  vectorOf = wordVector,
  loads = 'immediately',
  fallsBack = true,
}: TestEmbedderOptions = {}): TestEmbedder {
  const texts: string[] = [];
  let loading = defer<void>();
  let failure: EmbedError | undefined;
  let report: (progress: LoadProgress) => void = () => {};
  if (loads === 'immediately') loading.resolve();
  const api = testWorkerApi({
    vectorOf,
    async load(_, onProgress) {
      report = onProgress;
      await loading.promise;
      return { runtime: 'encoder' };
    },
    onInputs(inputs) {
      if (failure) throw failure;
      texts.push(...inputs);
    },
  });
  const embedder = createEmbedder({
    model: 'all-MiniLM-L6-v2', // which puts no prompt before texts
    modelsUrl: 'https://models.invalid',
    backends: fallsBack ? ['cpu', 'hash'] : ['cpu'],
    worker: () => inPageWorker(api),
  });
  return {
    embedder,
    texts,
    reportProgress: (progress) => report(progress),
    finishLoading() {
      const before = loading;
      loading = defer();
      loading.resolve();
      before.resolve();
    },
    failLoading(error) {
      loading.promise.catch(() => {}); // perhaps nothing loads now
      loading.reject(error);
    },
    failEmbedding(error) {
      failure = error;
    },
  };
}
