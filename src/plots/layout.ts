/** Places in a plane: x and y of each, interleaved. */
export type Places = Float32Array;

/**
 * Finds a place for each vector. It runs in the page unless it starts a worker, and stops when `signal` aborts: the vectors are
 * others by then, or nobody looks any more.
 */
export type MapLayout = (
  vectors: readonly Float32Array[],
  options: { readonly signal: AbortSignal },
) => Places | Promise<Places>;
