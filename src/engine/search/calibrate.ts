import type { Embedder } from '../types.js';
import type { SearchWorkerClient } from './SearchWorkerClient.js';

/** So many calibration queries are embedded in one go: a user's query waits for no more. */
const QUERIES_PER_BATCH = 16;

/** Dependencies of {@link calibrate}. */
export interface CalibrateOptions {
  readonly embedder: Embedder;
  readonly worker: SearchWorkerClient;
  /** The space of the index's vectors. */
  readonly space: string;
  readonly signal: AbortSignal;
}

/** Has the worker measure how close unrelated queries come to the items, in idle moments. Their vectors are stored with the index's. */
export async function calibrate({ embedder, worker, space, signal }: CalibrateOptions): Promise<void> {
  const { dimensions } = embedder.model;
  const { texts } = await worker.call('readCalibration', { dimensions });
  const data = new Float32Array(texts.length * dimensions);
  for (let from = 0; from < texts.length; from += QUERIES_PER_BATCH) {
    await idle();
    const some = texts.slice(from, from + QUERIES_PER_BATCH);
    const vectors = await embedder.embedMany(some, { role: 'query', space, signal });
    for (const [i, vector] of vectors.entries()) data.set(vector, (from + i) * dimensions);
  }
  await worker.call('putCalibration', { data, dimensions });
}

/** When the page has nothing to do, or after a second. Not every browser tells, and Node does not. */
function idle(): Promise<void> {
  if (typeof requestIdleCallback !== 'function') return Promise.resolve();
  return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: 1_000 }));
}
