// Layer normalization (Ba et al., 2016).

import { multiplyAdd, splat, sumOf } from './lanes';

/**
 * Each of `rows` rows of `x` becomes its LayerNorm, after `residual` is added to it (0 for none).
 * @param width numbers that count
 * @param padded numbers of a row; those behind `width` are zero, and `gain` and `bias` are zero there too
 */
export function normalize(
  x: usize, residual: usize, rows: i32, width: i32, padded: i32, gain: usize, bias: usize, epsilon: f32,
): void {
  const end = <usize>padded * 4, inverse = <f32>1 / <f32>width, padding = <f32>(padded - width);
  for (let m = 0; m < rows; ++m) {
    let s = splat(0), t = splat(0);
    for (let k: usize = 0; k < end; k += 32) {
      let u = v128.load(x + k), v = v128.load(x + k, 16);
      if (residual) { u = f32x4.add(u, v128.load(residual + k)); v = f32x4.add(v, v128.load(residual + k, 16)); }
      v128.store(x + k, u);
      v128.store(x + k, v, 16);
      s = f32x4.add(s, u);
      t = f32x4.add(t, v);
    }
    const mean = sumOf(f32x4.add(s, t)) * inverse, means = splat(mean);
    s = t = splat(0);
    for (let k: usize = 0; k < end; k += 32) {
      const u = f32x4.sub(v128.load(x + k), means), v = f32x4.sub(v128.load(x + k, 16), means);
      s = multiplyAdd(u, u, s);
      t = multiplyAdd(v, v, t);
    }
    const variance = (sumOf(f32x4.add(s, t)) - padding * mean * mean) * inverse; // without what the padding added
    const factor = splat(<f32>1 / sqrt<f32>(max<f32>(variance, 0) + epsilon));
    for (let k: usize = 0; k < end; k += 16) {
      v128.store(x + k, multiplyAdd(f32x4.mul(f32x4.sub(v128.load(x + k), means), factor), v128.load(gain + k), v128.load(bias + k)));
    }
    x += end;
    if (residual) residual += end;
  }
}
