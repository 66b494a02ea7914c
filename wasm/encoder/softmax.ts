// Softmax of attention scores to 12-bit integers: the numerators; the denominators become scales of what follows.

import { largestInt, multiplyAdd, scatter, splat, sumOfInts } from './lanes';

/** The largest numerator. */
export const MAX_WEIGHT: i32 = 4095;

// 2^t for t <= 0, times 4095: t is split into a whole part, which goes into the exponent's bits, and a rest between -1/2
// and 1/2, whose power is a polynomial of degree 3 (minimax, relative error 7.5e-5). Adding 2^23 leaves an integer.
const ROUND: usize = memory.data<f32>([12582912]);
const LOG2_LARGEST: usize = memory.data<f32>([11.999647]); // log2(4095)
const MIN_VALUE: usize = memory.data<f32>([-3]); // below, a weight rounds to 0
const P: usize = memory.data<f32>([0.0551716672, 0.242611122, 0.693260986, 0.999928074]);
const TO_INTEGER: usize = memory.data<f32>([8388608]);
const INTEGER_BITS: usize = memory.data<i32>([0x1fff]);
const ONES: usize = memory.data<i32>([0x00010001]);

@inline function weight(score: v128, largest: v128, unit: v128): v128 {
  const t = f32x4.pmax(multiplyAdd(f32x4.convert_i32x4_s(i32x4.sub(score, largest)), unit, v128.load32_splat(LOG2_LARGEST)), v128.load32_splat(MIN_VALUE));
  const whole = f32x4.add(t, v128.load32_splat(ROUND)), rest = f32x4.sub(t, f32x4.sub(whole, v128.load32_splat(ROUND)));
  let p = multiplyAdd(rest, v128.load32_splat(P), v128.load32_splat(P, 4));
  p = multiplyAdd(p, rest, v128.load32_splat(P, 8));
  p = multiplyAdd(p, rest, v128.load32_splat(P, 12));
  p = i32x4.add(p, i32x4.shl(whole, 23));
  return v128.and(f32x4.add(p, v128.load32_splat(TO_INTEGER)), v128.load32_splat(INTEGER_BITS));
}

/**
 * The weights of one tile's keys.
 * @param rows of the tile
 * @param scores [panel][rows][8] int32, and `largest`, four int32 per row whose maximum is the row's
 * @param unit what one unit of a score is as an exponent of 2
 * @param packed [pair of keys][rows][2] int16
 * @param scales one f32 per row: `valueScale` divided by the sum of the row's weights
 */
export function softmax(
  rows: usize, scores: usize, panels: i32, largest: usize, unit: f32, valueScale: f32, packed: usize, scales: usize,
): void {
  const ones = v128.load32_splat(ONES), units = splat(unit);
  for (let row: usize = 0; row < rows; ++row) {
    const top = i32x4.splat(largestInt(v128.load(largest + row * 16)));
    let sum = i32x4.splat(0), from = scores + row * 32, to = packed + row * 4;
    for (let i = 0; i < panels; ++i) {
      const weights = i16x8.narrow_i32x4_s(weight(v128.load(from), top, units), weight(v128.load(from, 16), top, units));
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(weights, ones));
      to = scatter(to, weights, 4 * rows);
      from += 32 * rows;
    }
    store<f32>(scales + row * 4, valueScale / <f32>sumOfInts(sum));
  }
}
