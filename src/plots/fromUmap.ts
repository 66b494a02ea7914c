import type { Coordinates, MapLayout } from './layout.js';

/** As much of the class `UMAP` as is used: that of umap-js 1 is one. */
export type UmapLike = new (
  parameters: UmapParameters,
) => {
  fitAsync(vectors: number[][], onEpoch: (epoch: number) => boolean): Promise<number[][]>;
};

/** Parameters of umap-js, by its names. */
export type UmapParameters = Readonly<Record<string, unknown>> & {
  /** How many neighbors of a point hold it in its place. @default 15 */
  readonly nNeighbors?: number;
  /** From 0 to 1. @default one that gives the same picture each time */
  readonly random?: () => number;
};

const NEIGHBORS = 15;
/** Neighborhoods mean nothing for fewer; they lie in a row. */
const MIN_COUNT = 4;

/**
 * A layout by UMAP, in which neighbors stay neighbors, of the package `umap-js`:
 * `layout={fromUmap(UMAP, { minDist: 0.3 })}`, made outside of the component. It runs where it is called, and finding neighbors
 * is one long task: seconds for some hundred vectors. Call it in a worker of your own for more.
 */
export function fromUmap(UMAP: UmapLike, parameters: UmapParameters = {}): MapLayout {
  return async (vectors, { signal }) => {
    if (vectors.length < MIN_COUNT) return Float32Array.from(vectors.flatMap((_, i) => [i, 0]));
    const nNeighbors = Math.min(parameters.nNeighbors ?? NEIGHBORS, vectors.length - 1);
    const umap = new UMAP({ random: seeded(), ...parameters, nNeighbors, nComponents: 2 });
    const found = await umap.fitAsync(
      vectors.map((vector) => Array.from(vector)),
      () => !signal.aborted,
    );
    signal.throwIfAborted();
    return flat(found);
  };
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
