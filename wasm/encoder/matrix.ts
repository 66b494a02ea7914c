// The weights of a linear layer y = x W + b: int8, in panels of eight columns, each followed by its COLUMN_FACTS.
//
// Within a panel: [step][8 columns][VALUES], so that a tile reads it from front to back.

import { allocate } from './memory';
import { COLUMN_FACTS } from './epilogues';
import { largestInt } from './lanes';

/** Values of a row that one step of a tile takes. */
export const VALUES: i32 = RELAXED ? 4 : 2;

/** No sum of a tile may leave int32. */
const MAX_SUM: f64 = 2147483647;

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
 * Copies `rows x columns` values into a matrix; when it has all that it shall have, `sealMatrix` it.
 * @param source value (k, n) lies `k * rowStride + n * columnStride` values behind it
 * @param kind INT8, UINT8 or FLOAT32; floats are quantized here, with a scale per column
 * @param scales, zeroPoints of the integers, one per column: f32 and i32. A value is `scale * (integer - zeroPoint)`.
 * @param bias one f32 per column
 * @param rowIndex, columnIndex where each row and column of the source goes in the matrix, as i32
 */
export function fillMatrix(
  matrix: Matrix, source: usize, kind: i32, rows: i32, columns: i32, rowStride: i32, columnStride: i32, scales: usize,
  zeroPoints: usize, bias: usize, rowIndex: usize, columnIndex: usize,
): void {
  const inGroups = kind == INT8 && columnStride == 1 && sideBySide(rowIndex, rows, VALUES);
  for (let n = 0; n < columns; ) {
    const at = <usize>n * 4, into = load<i32>(columnIndex + at);
    const panel = matrix.panels + <usize>(into >> 3) * panelBytes(matrix);
    let count = 1;
    let factor: f32 = 1;
    if (inGroups && columns - n >= 8 && sideBySide(columnIndex + at, 8, 8) && areZero(zeroPoints + at, 8)) {
      count = 8;
      copyPanel(panel, source + <usize>n, rows, rowStride, rowIndex);
    } else {
      const zeroPoint = kind == FLOAT32 ? 0 : load<i32>(zeroPoints + at);
      factor = fillColumn(panel + <usize>((into & 7) * VALUES), source, kind, n * columnStride, rowStride, rows, zeroPoint, rowIndex);
    }
    for (let i = 0; i < count; ++i, ++n) {
      const facts = panel + <usize>(matrix.inputs * 8 + ((into + i) & 7) * 4);
      store<f32>(facts, (kind == FLOAT32 ? 1 : load<f32>(scales + <usize>n * 4)) / factor, 0);
      store<f32>(facts, load<f32>(bias + <usize>n * 4), 64);
    }
  }
}

/** Whether `count` places come in groups of `size` that lie side by side. */
function sideBySide(index: usize, count: i32, size: i32): bool {
  if (count % size != 0) return false;
  for (let i = 0; i < count; i += size) {
    const first = load<i32>(index + <usize>i * 4), last = load<i32>(index + <usize>(i + size - 1) * 4);
    if (first % size != 0 || last != first + size - 1) return false;
  }
  return true;
}

function areZero(values: usize, count: i32): bool {
  for (let i = 0; i < count; ++i) if (load<i32>(values + <usize>i * 4) != 0) return false;
  return true;
}

/** Eight columns of int8 that stay as they are: most of every quantized file. */
function copyPanel(panel: usize, source: usize, rows: i32, stride: i32, rowIndex: usize): void {
  const next = <usize>stride;
  for (let k = 0; k < rows; k += VALUES) {
    const to = panel + <usize>(load<i32>(rowIndex + <usize>k * 4) * 8);
    const ab = i8x16.shuffle(v128.load64_zero(source), v128.load64_zero(source + next), 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    if (RELAXED) {
      const cd = i8x16.shuffle(v128.load64_zero(source + 2 * next), v128.load64_zero(source + 3 * next), 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      v128.store(to, i16x8.shuffle(ab, cd, 0, 8, 1, 9, 2, 10, 3, 11), 0);
      v128.store(to, i16x8.shuffle(ab, cd, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    } else v128.store(to, ab);
    source += next * VALUES;
  }
}

/** One column. Integers that fit stay as they are; others, and floats, are scaled to the whole range, by what is returned. */
function fillColumn(column: usize, source: usize, kind: i32, first: i32, stride: i32, rows: i32, zeroPoint: i32, rowIndex: usize): f32 {
  let largest: f32 = 0;
  for (let k = 0; k < rows; ++k) largest = max<f32>(largest, abs<f32>(valueAt(source, kind, first + k * stride, zeroPoint)));
  const fits = kind != FLOAT32 && largest <= 127;
  const factor: f32 = fits || largest == 0 ? 1 : 127 / largest;
  for (let k = 0; k < rows; ++k) {
    const value = <i32>nearest<f32>(valueAt(source, kind, first + k * stride, zeroPoint) * factor);
    const row = load<i32>(rowIndex + <usize>k * 4);
    store<i8>(column + <usize>((row / VALUES) * 8 * VALUES + row % VALUES), <i8>value);
  }
  return factor;
}

@inline function valueAt(source: usize, kind: i32, index: i32, zeroPoint: i32): f32 {
  if (kind == FLOAT32) return load<f32>(source + <usize>index * 4);
  const integer = kind == INT8 ? <i32>load<i8>(source + <usize>index) : <i32>load<u8>(source + <usize>index);
  return <f32>(integer - zeroPoint);
}

/** Sums up the columns of a matrix that is full: what the minimum of a row is multiplied by, and what limits its integers. */
export function sealMatrix(matrix: Matrix): void {
  let panel = matrix.panels;
  for (let n = 0; n < matrix.outputs; n += 8) {
    const facts = panel + <usize>(matrix.inputs * 8);
    let left = i32x4.splat(0), right = left, sizesLeft = left, sizesRight = left;
    for (let at = panel; at < facts; at += 8 * VALUES) {
      const weights = v128.load(at);
      if (RELAXED) {
        left = i32x4.add(left, i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(weights)));
        right = i32x4.add(right, i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(v128.load(at, 16))));
      } else {
        const sizes = i16x8.extadd_pairwise_i8x16_u(i8x16.abs(weights));
        sizesLeft = i32x4.add(sizesLeft, i32x4.extend_low_i16x8_u(sizes));
        sizesRight = i32x4.add(sizesRight, i32x4.extend_high_i16x8_u(sizes));
      }
    }
    if (RELAXED) {
      v128.store(facts, f32x4.mul(f32x4.convert_i32x4_s(left), v128.load(facts, 0)), 32);
      v128.store(facts, f32x4.mul(f32x4.convert_i32x4_s(right), v128.load(facts, 16)), 48);
    } else {
      const largest = max<i32>(largestInt(i32x4.max_s(sizesLeft, sizesRight)), 1);
      matrix.limit = min<f32>(matrix.limit, <f32>Math.floor(MAX_SUM / <f64>largest));
    }
    panel = facts + COLUMN_FACTS;
  }
}
