import { type EmbedderOptions, EmbedError } from 'react-embeddings';
import type { WorkerApi } from '../src/engine/rpc/embeddingProtocol.js';
import { lookUpWorkers } from '../test/support/scriptedWorker.js';

/** The real worker and the bundled model. */
export const bundled: EmbedderOptions = { backends: ['cpu'] };

/** An embedder whose load does what a story shows. */
export function scriptedLoad(load: WorkerApi['load'], options: EmbedderOptions = {}): EmbedderOptions {
  return { worker: lookUpWorkers({}, undefined, load).worker, backends: ['cpu'], ...options };
}

export const never = new Promise<never>(() => {});
export const down = new EmbedError(
  'model-load-failed',
  'The server cannot be reached. Check the connection.',
);
