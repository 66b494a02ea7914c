// Activations to integers, row by row, each row by its own scale: a vector depends on its own text alone.
//
// Relaxed build: unsigned 7 bits between the row's smallest and largest value. The value of largest size would waste
// that range (BERT has channels hundreds of times the median), so it is left out of it and kept exactly: see RowFacts.
// Plain build: as many of 16 signed bits as the weights leave room for in a sum of int32.

import { largestOf, MAX_ROWS, multiplyAdd, roundedBits, scatter, splat, tilesOf, toInt16 } from './lanes';
import { Matrix } from './matrix';
import { RowFacts } from './epilogues';

const LOW_7_BITS: usize = memory.data<i32>([0x7f]);
const MIN_SCALE: f32 = 1e-30;

/** Bytes of one packed value. */
export const PACKED_BYTES: i32 = RELAXED ? 1 : 2;

/**
 * Packs `rows` rows of `x`, `stride` bytes apart, for a product with `matrix`, and notes the facts of each.
 * They are packed in tiles of `tilesOf(rows)`.
 */
export function quantize(x: usize, stride: usize, rows: i32, matrix: Matrix, packed: usize, rowFacts: usize): void {
  const width = matrix.inputs, tiles = tilesOf(rows), low = rows / tiles, high = rows - low * tiles;
  let tile = 0, row = 0, height = high > 0 ? low + 1 : low;
  for (let m = 0; m < rows; ++m) {
    const facts = changetype<RowFacts>(rowFacts);
    if (RELAXED) packUnsigned7(x, width, packed + <usize>(4 * row), <usize>(4 * height), facts);
    else packSigned(x, width, packed + <usize>(4 * row), <usize>(4 * height), facts, matrix.limit);
    x += stride;
    rowFacts += offsetof<RowFacts>();
    if (++row == height) {
      packed += <usize>(height * width * PACKED_BYTES);
      row = 0;
      if (++tile == high) height = low;
    }
  }
}

function packUnsigned7(x: usize, width: i32, packed: usize, step: usize, facts: RowFacts): void {
  const end = <usize>width * 4, index = largestIn(x, width), largest = load<f32>(x + <usize>index * 4);
  store<f32>(x + <usize>index * 4, 0);
  let low = v128.load(x), high = low;
  for (let k: usize = 0; k < end; k += 32) {
    const u = v128.load(x + k), v = v128.load(x + k, 16);
    low = f32x4.pmin(f32x4.pmin(low, u), v);
    high = f32x4.pmax(f32x4.pmax(high, u), v);
  }
  const minimum = -largestOf(f32x4.neg(low)), scale = max<f32>((largestOf(high) - minimum) * (<f32>1 / 127), MIN_SCALE);
  const inverse = splat(<f32>1 / scale), shift = splat(-minimum / scale), mask = v128.load32_splat(LOW_7_BITS);
  for (let k: usize = 0; k < end; k += 64) {
    const a = i16x8.narrow_i32x4_s(unsigned7(x + k, inverse, shift, mask), unsigned7(x + k + 16, inverse, shift, mask));
    const b = i16x8.narrow_i32x4_s(unsigned7(x + k + 32, inverse, shift, mask), unsigned7(x + k + 48, inverse, shift, mask));
    packed = scatter(packed, i8x16.narrow_i16x8_u(a, b), step);
  }
  store<f32>(x + <usize>index * 4, largest);
  facts.scale = scale;
  facts.minimum = minimum;
  facts.missing = largest - (scale * nearest<f32>(-minimum / scale) + minimum); // a zero stands where it was
  facts.offset = (index >> 2) * 32;
  facts.shift = 24 - 8 * (index & 3);
}

@inline function unsigned7(x: usize, inverse: v128, shift: v128, mask: v128): v128 {
  return v128.and(roundedBits(multiplyAdd(v128.load(x), inverse, shift)), mask);
}

/** The index of the value of largest size. */
function largestIn(x: usize, width: i32): i32 {
  let sizes = splat(0);
  for (let k: usize = 0; k < <usize>width * 4; k += 16) sizes = f32x4.pmax(sizes, f32x4.abs(v128.load(x + k)));
  const size = largestOf(sizes), all = splat(size);
  let k = 0;
  while (k + 4 < width && !v128.any_true(f32x4.eq(f32x4.abs(v128.load(x + <usize>k * 4)), all))) k += 4;
  for (let i = k; i < k + 4; ++i) if (abs<f32>(load<f32>(x + <usize>i * 4)) == size) return i;
  return k;
}

function packSigned(x: usize, width: i32, packed: usize, step: usize, facts: RowFacts, limit: f32): void {
  const end = <usize>width * 4;
  let sizes = splat(0);
  for (let k: usize = 0; k < end; k += 16) sizes = f32x4.pmax(sizes, f32x4.abs(v128.load(x + k)));
  const scale = max<f32>(largestOf(sizes) / limit, MIN_SCALE), inverse = splat(<f32>1 / scale);
  for (let k: usize = 0; k < end; k += 32) packed = scatter(packed, toInt16(x + k, inverse), step);
  facts.scale = scale;
}
