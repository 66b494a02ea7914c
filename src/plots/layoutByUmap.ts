import type { UmapLike, UmapParameters } from './fromUmap.js';
import type { Coordinates } from './layout.js';

// Loaded where a map is laid out by UMAP.

const NEIGHBORS = 15;
/** Neighborhoods mean nothing for fewer; they lie in a row. */
const MIN_COUNT = 4;

export async function layoutByUmap(
  vectors: readonly Float32Array[],
  UMAP: UmapLike,
  parameters: UmapParameters,
  signal: AbortSignal,
): Promise<Coordinates> {
  signal.throwIfAborted();
  if (vectors.length < MIN_COUNT) return Float32Array.from(vectors.flatMap((_, i) => [i, 0]));
  const nNeighbors = Math.min(parameters.nNeighbors ?? NEIGHBORS, vectors.length - 1);
  const umap = new UMAP({ random: seeded(), ...parameters, nNeighbors, nComponents: 2 });
  const found = await umap.fitAsync(
    vectors.map((vector) => Array.from(vector)),
    () => !signal.aborted,
  );
  signal.throwIfAborted();
  return flat(found);
}

const flat = (points: readonly (readonly number[])[]): Coordinates => Float32Array.from(points.flat());

/** Numbers from 0 to 1, the same ones each time (Park and Miller, 1988). */
function seeded(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
