/** Numbers of a vector of the hash backend: as many as of the models that it stands in for. */
export const HASH_DIMENSIONS = 384;
/** The bytes of a SHA-256, after which its numbers repeat. */
export const HASH_PERIOD = 32;

/**
 * Whether a vector is one of the hash backend, also where its space has been lost, as in a copy: those of models do not repeat, and
 * lists of one number are no vectors of either.
 */
export function isHashVector(vector: ArrayLike<number>): boolean {
  if (vector.length !== HASH_DIMENSIONS) return false;
  let differs = false;
  for (let i = HASH_PERIOD; i < HASH_DIMENSIONS; i += 1) {
    if (vector[i] !== vector[i - HASH_PERIOD]) return false;
    differs ||= vector[i] !== vector[i - 1];
  }
  return differs;
}
