/** Rounds of power iteration. After so many a picture no longer changes visibly; only directions of equal spread are open. */
const MAX_ROUNDS = 100;
const SMALL_CHANGE = 1e-10;
/** So many vectors, evenly taken, tell the directions; all are placed. */
const MAX_VECTORS = 1_000;

/**
 * The coordinates of vectors in the plane in which they lie furthest apart: their first two principal components (Pearson, 1901), by
 * power iteration on the centered vectors, in float64. Vectors that are all alike lie at 0. The same vectors always give the same
 * picture: a component points to where its largest number is positive.
 * @param data the vectors, row-major
 * @returns x and y of each, interleaved
 */
export function pca2d(data: Float32Array, dimensions: number): Float32Array {
  const centered = center(data, dimensions);
  const step = Math.ceil(centered.length / MAX_VECTORS);
  const some = centered.filter((_, i) => i % step === 0);
  const first = direction(some, dimensions, undefined);
  const second = direction(some, dimensions, first);
  const coordinates = new Float32Array(centered.length * 2);
  for (const [i, vector] of centered.entries()) {
    coordinates[2 * i] = dot(vector, first);
    coordinates[2 * i + 1] = dot(vector, second);
  }
  return coordinates;
}

function center(data: Float32Array, dimensions: number): Float64Array[] {
  const count = dimensions > 0 ? data.length / dimensions : 0;
  const mean = new Float64Array(dimensions);
  for (const [i, value] of data.entries()) {
    const at = i % dimensions;
    mean[at] = (mean[at] as number) + value / count;
  }
  return Array.from({ length: count }, (_, row) => {
    const vector = Float64Array.from(data.subarray(row * dimensions, (row + 1) * dimensions));
    for (let i = 0; i < dimensions; i += 1) vector[i] = (vector[i] as number) - (mean[i] as number);
    return vector;
  });
}

/** The direction of the largest spread, at right angles to another one; zeros if there is none. */
function direction(
  vectors: readonly Float64Array[],
  dimensions: number,
  other: Float64Array | undefined,
): Float64Array {
  // Any start will do that is at right angles to nothing; random ones would give another picture each time.
  const start = Float64Array.from({ length: dimensions }, (_, i) => Math.sin((i + 1) ** 2));
  let current = normalized(start, other);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const sum = new Float64Array(dimensions);
    for (const vector of vectors) {
      const share = dot(vector, current);
      for (let i = 0; i < dimensions; i += 1) sum[i] = (sum[i] as number) + share * (vector[i] as number);
    }
    const next = normalized(sum, other);
    const change = 1 - Math.abs(dot(next, current));
    current = next;
    if (change < SMALL_CHANGE) break;
  }
  const largest = current.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? current.map((value) => -value) : current;
}

/** A vector scaled to length 1, without its part along another direction. */
function normalized(vector: Float64Array, other: Float64Array | undefined): Float64Array {
  const along = other ? dot(vector, other) : 0;
  const rest = other ? vector.map((value, i) => value - along * (other[i] as number)) : vector;
  const length = Math.sqrt(dot(rest, rest));
  return length > 1e-9 ? rest.map((value) => value / length) : rest.fill(0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
