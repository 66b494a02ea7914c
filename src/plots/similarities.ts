import { cosineSimilarity } from '../engine/index.js';

/** The cosine similarities of each vector of one list with each of another, row by row. */
export function similarities(
  rows: readonly Float32Array[],
  columns: readonly Float32Array[],
): readonly number[][] {
  return rows.map((row) => columns.map((column) => cosineSimilarity(row, column)));
}
