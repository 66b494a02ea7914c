import { inPageWorker } from '../engine/rpc/inPageWorker.js';
import { createSearchApi } from '../engine/workers/search/api.js';
import { testWorkerApi } from './testWorker.js';
import { wordVector } from './wordVector.js';

/**
 * Gives a place without workers, such as jsdom, those of this library: an index's, which is the real one, and an embedder's,
 * which needs no model (texts are as close as they share words). Other workers go where they went before.
 * @returns what takes them away again
 */
export function installTestWorkers(): () => void {
  const before = globalThis.Worker;
  // A constructor may give another object than its own.
  globalThis.Worker = class {
    constructor(url: string | URL, options?: WorkerOptions) {
      // biome-ignore lint/correctness/noConstructorReturn: it stands in for the constructor of workers
      return workerOf(options?.name) ?? new before(url, options);
    }
  } as unknown as typeof Worker; // what it gives is one
  return () => {
    globalThis.Worker = before;
  };
}

function workerOf(name: string | undefined): Worker | undefined {
  if (name === 'react-embeddings-search') return inPageWorker(createSearchApi());
  return name === 'react-embeddings' ? inPageWorker(testWorkerApi(SCRIPT)) : undefined;
}

const SCRIPT = {
  vectorOf: wordVector,
  load: async () => ({ runtime: 'encoder' }) as const,
  onInputs: () => {},
};
