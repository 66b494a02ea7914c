import { bestOf } from '../../ranking/fusion.js';
import type { ByteMatrix, Matrix } from './matrix.js';
import { Rescorer } from './Rescorer.js';

/** So many pairs tell mean and deviation to about a fiftieth of the deviation, in a millisecond or two. */
const PAIRS = 2_000;
/** How many nearest rows the recall is measured over. */
const NEAREST = 10;

/** The cosines of pairs of rows, of a sample of these. */
export function cosinesOfPairs(matrix: Matrix, rows: readonly number[]): Float32Array {
  const products = new Float32Array(matrix.rows);
  const step = Math.max(Math.floor(rows.length / Math.sqrt(PAIRS)), 1);
  const some = rows.filter((_, i) => i % step === 0);
  const cosines: number[] = [];
  for (const [i, row] of some.entries()) {
    const vector = matrix.get(row);
    for (const other of some.slice(i + 1)) {
      matrix.multiply(vector, other, other + 1, products);
      cosines.push(products[other] as number);
    }
  }
  return Float32Array.from(cosines);
}

/** The share of the ten nearest rows that a search by bytes finds, over `samples` rows as queries. */
export function recallOfBytes(
  matrix: Matrix,
  bytes: ByteMatrix,
  isWanted: (row: number) => boolean,
  samples: number,
): number {
  const { rows } = matrix;
  const [exact, approximate] = [new Float32Array(rows), new Float32Array(rows)];
  let [found, wanted] = [0, 0];
  for (let i = 0; i < samples; i += 1) {
    const query = matrix.get(Math.floor((i * rows) / samples));
    matrix.multiply(query, 0, rows, exact);
    const errorBound = bytes.multiply(query, 0, rows, approximate);
    const better = new Rescorer(approximate, (row) => matrix.multiply(query, row, row + 1, approximate));
    better.rescoreTopK({ limit: NEAREST, isWanted, docRowOf: (row) => row, errorBound });
    const nearest = bestOf(exact, NEAREST, isWanted);
    const same = new Set(bestOf(approximate, NEAREST, isWanted));
    found += nearest.filter((row) => same.has(row)).length;
    wanted += nearest.length;
  }
  return found / wanted;
}
