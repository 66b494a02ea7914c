// The weights of a linear layer y = x W + b: int8, in panels of eight columns, each followed by its COLUMN_FACTS.
//
// Within a panel: [step][8 columns][VALUES], so that a tile reads it from front to back.

import { allocate } from './memory';
import { COLUMN_FACTS } from './epilogues';

/** Values of a row that one step of a tile takes. */
export const VALUES: i32 = RELAXED ? 4 : 2;

/** No sum of a tile may leave int32. */
const LARGEST_SUM: f64 = 2147483647;

@unmanaged export class Matrix {
  panels: usize;
  /** Rows of W, a multiple of 16. */
  inputs: i32;
  /** Columns of W, a multiple of 8. */
  outputs: i32;
  /** Plain build: the largest integer that activations may become. Relaxed: 127 always. */
  limit: f32;
}

@inline export function panelBytes(matrix: Matrix): usize { return <usize>(matrix.inputs * 8 + COLUMN_FACTS); }

/** A matrix of zeros. */
export function createMatrix(inputs: i32, outputs: i32): Matrix {
  const matrix = changetype<Matrix>(allocate(offsetof<Matrix>()));
  matrix.inputs = inputs;
  matrix.outputs = outputs;
  matrix.limit = RELAXED ? 127 : 32767;
  const bytes = <usize>(outputs >> 3) * panelBytes(matrix);
  matrix.panels = allocate(bytes);
  memory.fill(matrix.panels, 0, bytes);
  return matrix;
}

/** How the values of a source lie in memory. */
export const INT8: i32 = 0, UINT8: i32 = 1, FLOAT32: i32 = 2;

/**
 * Copies `rows x columns` values into a matrix.
 * @param source value (k, n) lies `k * rowStride + n * columnStride` values behind it
 * @param kind INT8, UINT8 or FLOAT32; floats are quantised here, with a scale per column
 * @param scales, zeroPoints of the integers, one per column: f32 and i32. A value is `scale * (integer - zeroPoint)`.
 * @param bias one f32 per column
 * @param rowIndex, columnIndex where each row and column of the source goes in the matrix, as i32
 */
export function fillMatrix(
  matrix: Matrix, source: usize, kind: i32, rows: i32, columns: i32, rowStride: i32, columnStride: i32,
  scales: usize, zeroPoints: usize, bias: usize, rowIndex: usize, columnIndex: usize,
): void {
  for (let n = 0; n < columns; ++n) {
    const at = <usize>n * 4, zeroPoint = kind == FLOAT32 ? 0 : load<i32>(zeroPoints + at);
    const first = n * columnStride, into = load<i32>(columnIndex + at);
    const column = matrix.panels + <usize>(into >> 3) * panelBytes(matrix) + <usize>((into & 7) * VALUES);
    const largest = largestIn(source, kind, first, rowStride, rows, zeroPoint);
    // Integers that fit stay as they are; others, and floats, are scaled to the whole range.
    const factor: f32 = kind != FLOAT32 && largest <= 127 ? 1 : largest > 0 ? 127 / largest : 1;
    let sum = 0, sumOfSizes = 0;
    for (let k = 0; k < rows; ++k) {
      const value = <i32>nearest<f32>(valueAt(source, kind, first + k * rowStride, zeroPoint) * factor);
      const row = load<i32>(rowIndex + <usize>k * 4);
      store<i8>(column + <usize>((row / VALUES) * 8 * VALUES + row % VALUES), <i8>value);
      sum += value;
      sumOfSizes += abs(value);
    }
    const scale: f32 = (kind == FLOAT32 ? 1 : load<f32>(scales + at)) / factor;
    const facts = matrix.panels + <usize>(into >> 3) * panelBytes(matrix) + <usize>(matrix.inputs * 8 + (into & 7) * 4);
    store<f32>(facts, scale, 0);
    store<f32>(facts, <f32>sum * scale, 32);
    store<f32>(facts, load<f32>(bias + at), 64);
    if (!RELAXED && sumOfSizes > 0) matrix.limit = min<f32>(matrix.limit, <f32>Math.floor(LARGEST_SUM / <f64>sumOfSizes));
  }
}

function largestIn(source: usize, kind: i32, first: i32, stride: i32, count: i32, zeroPoint: i32): f32 {
  let largest: f32 = 0;
  for (let k = 0; k < count; ++k) largest = max<f32>(largest, abs<f32>(valueAt(source, kind, first + k * stride, zeroPoint)));
  return largest;
}

@inline function valueAt(source: usize, kind: i32, index: i32, zeroPoint: i32): f32 {
  if (kind == FLOAT32) return load<f32>(source + <usize>index * 4);
  const integer = kind == INT8 ? <i32>load<i8>(source + <usize>index) : <i32>load<u8>(source + <usize>index);
  return <f32>(integer - zeroPoint);
}
