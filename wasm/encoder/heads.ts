// Queries, keys and values of one head as int16, in the order in which tiles read them.

import { largestOf, scatter, splat, tilesOf, toInt16 } from './lanes';

/** The largest size of `rows x width` numbers, rows `stride` bytes apart; never 0. */
export function largestSize(x: usize, stride: usize, rows: i32, width: i32): f32 {
  let sizes = splat(0);
  for (let row = 0; row < rows; ++row) {
    for (let d: usize = 0; d < <usize>width * 4; d += 16) sizes = f32x4.pmax(sizes, f32x4.abs(v128.load(x + d)));
    x += stride;
  }
  return max<f32>(largestOf(sizes), 1e-30);
}

/** Queries: [tile][pair of dimensions][row][2]. */
export function packQueries(x: usize, stride: usize, rows: i32, width: i32, scale: f32, packed: usize): void {
  const tiles = tilesOf(rows), low = rows / tiles, high = rows - low * tiles, scales = splat(scale);
  let tile = 0, row = 0, height = high > 0 ? low + 1 : low;
  for (let m = 0; m < rows; ++m) {
    let to = packed + <usize>(4 * row);
    for (let d: usize = 0; d < <usize>width * 4; d += 32) to = scatter(to, toInt16(x + d, scales), <usize>(4 * height));
    x += stride;
    if (++row == height) {
      packed += <usize>(height * width * 2);
      row = 0;
      if (++tile == high) height = low;
    }
  }
}

/** Keys: [panel of 8 keys][pair of dimensions][8][2]; the last panel is filled up with zeros. */
export function packKeys(x: usize, stride: usize, rows: i32, width: i32, scale: f32, packed: usize): void {
  const padded = (rows + 7) & ~7, scales = splat(scale), none = i32x4.splat(0);
  for (let key = 0; key < padded; key += 4) {
    let to = packed + <usize>((key >> 3) * width * 16 + (key & 4) * 4);
    for (let d: usize = 0; d < <usize>width * 4; d += 32) {
      const at = x + d;
      const a = key < rows ? toInt16(at, scales) : none, b = key + 1 < rows ? toInt16(at + stride, scales) : none;
      const c = key + 2 < rows ? toInt16(at + 2 * stride, scales) : none, e = key + 3 < rows ? toInt16(at + 3 * stride, scales) : none;
      const ab = i32x4.shuffle(a, b, 0, 4, 1, 5), ce = i32x4.shuffle(c, e, 0, 4, 1, 5);
      const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7), ceHigh = i32x4.shuffle(c, e, 2, 6, 3, 7);
      v128.store(to, i64x2.shuffle(ab, ce, 0, 2), 0);
      v128.store(to, i64x2.shuffle(ab, ce, 1, 3), 32);
      v128.store(to, i64x2.shuffle(abHigh, ceHigh, 0, 2), 64);
      v128.store(to, i64x2.shuffle(abHigh, ceHigh, 1, 3), 96);
      to += 128;
    }
    x += 4 * stride;
  }
}

/** Values: [panel of 8 dimensions][pair of keys][8][2]; missing keys are zeros. */
export function packValues(x: usize, stride: usize, rows: i32, width: i32, scale: f32, packed: usize): void {
  const padded = (rows + 7) & ~7, scales = splat(scale), none = i32x4.splat(0);
  for (let key = 0; key < padded; key += 2) {
    let to = packed + <usize>(key * 16);
    for (let d: usize = 0; d < <usize>width * 4; d += 32) {
      const a = key < rows ? toInt16(x + d, scales) : none, b = key + 1 < rows ? toInt16(x + stride + d, scales) : none;
      v128.store(to, i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11), 0);
      v128.store(to, i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15), 16);
      to += <usize>(padded * 16);
    }
    x += 2 * stride;
  }
}
