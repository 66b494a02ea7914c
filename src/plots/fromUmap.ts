import { EmbedError } from '../engine/index.js';
import type { MapLayout } from './layout.js';

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

/**
 * A layout by UMAP, in which neighbors stay neighbors, of the package `umap-js`:
 * `layout={fromUmap(UMAP, { minDist: 0.3 })}`, made outside of the component. It runs where it is called, and finding neighbors
 * is one long task: seconds for some hundred vectors. Call it in a worker of your own for more.
 */
export function fromUmap(UMAP: UmapLike, parameters: UmapParameters = {}): MapLayout {
  return async (vectors, { signal }) => {
    const { layoutByUmap } = await import('./layoutByUmap.js').catch((cause) => {
      throw new EmbedError('backend-unavailable', 'UMAP did not load. Load the page again.', { cause });
    });
    return layoutByUmap(vectors, UMAP, parameters, signal);
  };
}
