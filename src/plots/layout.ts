/** Coordinates of points in a plane: x and y of each, interleaved. */
export type Coordinates = Float32Array;

/**
 * Finds coordinates for each vector. It runs in the page unless it starts a worker, and stops when `signal` aborts: the vectors are
 * others by then, or the map is gone.
 */
export type MapLayout = (
  vectors: readonly Float32Array[],
  options: { readonly signal: AbortSignal },
) => Coordinates | Promise<Coordinates>;
