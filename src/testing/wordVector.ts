/** The numbers of each vector. */
export const DIMENSIONS = 384;

/**
 * A vector in which texts with the same words are close and others are not: each word is two axes, by the FNV-1a hash of its
 * first letters. Words that are not the same may have one of them in common, hardly ever both. The same on every machine.
 * Words, not meaning: for tests.
 */
export function wordVector(text: string): Float32Array<ArrayBuffer> {
  const vector = new Float32Array(DIMENSIONS);
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    const hash = hashOf(word.slice(0, 5)); // "cat" and "cats" differ, "garden" and "gardening" do not
    const axis = hash % DIMENSIONS;
    const other = (axis + 1 + ((hash >>> 16) % (DIMENSIONS - 1))) % DIMENSIONS;
    for (const each of [axis, other]) vector[each] = (vector[each] as number) + 1;
  }
  return unit(vector);
}

/** Scales a vector to length 1; a vector of zeros becomes the last axis. */
export function unit(vector: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const length = Math.hypot(...vector);
  if (length > 0) return vector.map((value) => value / length);
  vector[DIMENSIONS - 1] = 1;
  return vector;
}

/** FNV-1a, 32 bits. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i += 1) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
