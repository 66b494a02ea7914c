// Weights of 4 bits in blocks, as int8 with one scale for each column or row: the scale of a block is multiplied in, and the
// integers are rounded again, to 8 bits.

/** The largest int4 becomes the largest int8. */
const STEP: f64 = 8.0 / 127.0;

/** Factors have 24 bits behind the point: an int4 times a factor is at most 127, so it fits into 32 bits. */
const POINT: i32 = 24;
const HALF: i32 = 1 << (POINT - 1);
const HALVES: usize = memory.data<i32>([HALF]);

/** Numbers that are widened at once. */
const GROUP: i32 = 16;

/**
 * Makes scales of whole columns or rows, and in place of the scales of blocks the factors by which `widen` takes them there.
 * @param scales f32, `blocks` for each of `count` columns or rows; value (i, block) lies `i * stride + block * blockStride` behind it
 * @param by what all of them are multiplied by
 * @param out one f32 per column or row; not a positive number where the scales make none
 */
export function scaleBlocks(scales: usize, by: f32, count: i32, stride: i32, blocks: i32, blockStride: i32, out: usize): void {
  const step = <usize>blockStride * 4;
  for (let i = 0; i < count; ++i) {
    const end = scales + <usize>blocks * step;
    let largest: f32 = 0;
    for (let at = scales; at < end; at += step) largest = max<f32>(largest, abs<f32>(load<f32>(at) * by));
    const whole = <f32>(<f64>largest * STEP);
    store<f32>(out, whole);
    for (let at = scales; at < end; at += step)
      store<i32>(at, <i32>nearest<f32>(load<f32>(at) * by / whole * <f32>(1 << POINT)));
    scales += <usize>stride * 4;
    out += 4;
  }
}

/**
 * Widens `rows x columns` numbers of 4 bits, of which two lie in a byte, the lower one first.
 * @param factors `scaleBlocks`'s: of a block along a column, where `byColumn`, or else along a row
 * @param size numbers of a block
 * @param out int8; a row lies `stride` behind the one before
 */
export function widen(
  source: usize, factors: usize, byColumn: bool, rows: i32, columns: i32, size: i32, out: usize, stride: i32,
): void {
  const half = v128.load32_splat(HALVES);
  const perRow = byColumn ? columns : (columns + size - 1) / size;
  const step = columns % GROUP == 0 && (byColumn || size % GROUP == 0) ? GROUP : 1;
  for (let row = 0; row < rows; ++row) {
    let at = factors + <usize>((byColumn ? row / size : row) * perRow) * 4;
    for (let n = 0; n < columns; ) {
      const i = row * columns + n, halves = source + (<usize>i >> 1), to = out + <usize>n;
      if (step > 1) {
        let a = v128.load32_splat(at), b = a, c = a, d = a;
        if (byColumn) {
          a = v128.load(at);
          b = v128.load(at, 16);
          c = v128.load(at, 32);
          d = v128.load(at, 48);
        }
        const bytes = v128.load8x8_u(halves);
        const even = i16x8.shr_s(i16x8.shl(bytes, 12), 12), odd = i16x8.shr_s(i16x8.shl(bytes, 8), 12);
        const left = i16x8.shuffle(even, odd, 0, 8, 1, 9, 2, 10, 3, 11), right = i16x8.shuffle(even, odd, 4, 12, 5, 13, 6, 14, 7, 15);
        v128.store(to, i8x16.narrow_i16x8_s(
          i16x8.narrow_i32x4_s(scaled(i32x4.extend_low_i16x8_s(left), a, half), scaled(i32x4.extend_high_i16x8_s(left), b, half)),
          i16x8.narrow_i32x4_s(scaled(i32x4.extend_low_i16x8_s(right), c, half), scaled(i32x4.extend_high_i16x8_s(right), d, half)),
        ));
      } else {
        const integer = (<i32>load<u8>(halves) << (i & 1 ? 24 : 28)) >> 28;
        store<i8>(to, <i8>((integer * load<i32>(at) + HALF) >> POINT));
      }
      n += step;
      if (byColumn) at += <usize>step * 4;
      else if (n % size == 0) at += 4;
    }
    out += <usize>stride;
  }
}

@inline function scaled(numbers: v128, factors: v128, half: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.mul(numbers, factors), half), POINT);
}
