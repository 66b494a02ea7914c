import { assertComparable } from '../embedder/vectorCache.js';
import { EmbedError } from '../errors.js';
import { abortable, nextTask } from '../utils/promises.js';
import { connectSearchWorker } from './connectSearchWorker.js';
import { spawnSearchWorker } from './spawnSearchWorker.js';

/** Options of {@link principalComponents}. */
export interface PrincipalComponentsOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * Starts the worker of a search index, which does the arithmetic.
   * @default the library's own
   */
  readonly worker?: () => Worker;
}

/**
 * The coordinates of vectors in the plane in which they lie furthest apart: their first two principal components, as x and y of each,
 * one after the other. The same vectors always give the same coordinates. A worker computes them and then ends, also when `signal`
 * aborts; where no worker can start, the page does.
 * @throws {EmbedError} `invalid-input` for different lengths, `space-mismatch`, `worker-crashed`; the signal's reason
 */
export async function principalComponents(
  vectors: readonly Float32Array[],
  { signal, worker = spawnSearchWorker }: PrincipalComponentsOptions = {},
): Promise<Float32Array> {
  signal?.throwIfAborted();
  const [first] = vectors;
  if (!first) return new Float32Array(0);
  await nextTask(); // who asks has often just rendered: copying thousands of vectors is a task of its own
  signal?.throwIfAborted();
  for (const vector of vectors) assertComparable(first, vector);
  const data = new Float32Array(vectors.length * first.length);
  for (const [row, vector] of vectors.entries()) data.set(vector, row * first.length);
  const client = connectSearchWorker(worker);
  try {
    const { data: coordinates } = await abortable(
      client.call('pca2d', { data, dimensions: first.length }),
      signal,
    );
    return coordinates;
  } finally {
    client.terminate(new EmbedError('disposed', 'The coordinates of these vectors are no longer wanted.'));
  }
}
