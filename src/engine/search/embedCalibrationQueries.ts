import type { Embedder } from '../types.js';
import type { SearchWorkerClient } from './SearchWorkerClient.js';

/** How many calibration queries are embedded in one call: a user's query waits for no more. */
const QUERIES_PER_BATCH = 16;

/** Dependencies of {@link embedCalibrationQueries}. */
export interface CalibrationOptions {
  readonly embedder: Embedder;
  readonly worker: SearchWorkerClient;
  /** The space of the index's vectors. */
  readonly space: string;
  readonly signal: AbortSignal;
}

/**
 * Embeds the calibration queries in idle moments, and sends their vectors to the worker, which measures how close unrelated queries
 * come to the items (`workers/search/Calibration.ts`), and stores them with the index's.
 */
export async function embedCalibrationQueries({
  embedder,
  worker,
  space,
  signal,
}: CalibrationOptions): Promise<void> {
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

/** Resolves when the page is idle, or after a second; at once where there is no `requestIdleCallback`, as in Node. */
function idle(): Promise<void> {
  if (typeof requestIdleCallback !== 'function') return Promise.resolve();
  return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: 1_000 }));
}
