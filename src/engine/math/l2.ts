/** A vector of length 1 in the same direction; zeros stay zeros. */
export function l2Normalize(vector: Float32Array): Float32Array {
  let sum = 0;
  for (let i = 0; i < vector.length; i += 1) sum += (vector[i] as number) * (vector[i] as number);
  const length = Math.sqrt(sum);
  return length === 0 || Math.abs(length - 1) < 1e-6 ? vector : vector.map((value) => value / length);
}

/** Scales rows (row-major) to vectors of length 1, in place. */
export function l2NormalizeRows<T extends Float32Array>(rows: T, dimensions: number): T {
  for (let from = 0; from < rows.length; from += dimensions) {
    const row = rows.subarray(from, from + dimensions);
    const vector = l2Normalize(row);
    if (vector !== row) row.set(vector);
  }
  return rows;
}
