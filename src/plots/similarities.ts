import { assertSemantic, cosineSimilarity } from '../engine/index.js';

/** The cosine similarities of each vector of one list with each of another, row by row. */
export interface Similarities {
  readonly cells: readonly (readonly number[])[];
  /** Why there are none: vectors without a meaning, or of two spaces. */
  readonly error?: Error;
}

export function similarities(
  rows: readonly Float32Array[],
  columns: readonly Float32Array[],
  requireSemantic: boolean,
): Similarities {
  try {
    if (requireSemantic) assertSemantic([...rows, ...columns]);
    return { cells: rows.map((row) => columns.map((column) => cosineSimilarity(row, column))) };
  } catch (error) {
    return { cells: [], error: error as Error }; // as both throw it
  }
}
