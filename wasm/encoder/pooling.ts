// One vector from the vectors of a text's tokens.

import { splat } from './lanes';

/**
 * @param x the text's rows, `padded` numbers each
 * @param mean whether to average them, or take the first
 * @param unit whether to scale the result to length 1 (L2)
 * @param out `width` numbers, and room for `padded`
 */
export function pool(x: usize, rows: i32, width: i32, padded: i32, mean: bool, unit: bool, out: usize): void {
  const counted = mean ? rows : 1, bytes = <usize>padded * 4, share = splat(<f32>1 / <f32>counted);
  for (let k: usize = 0; k < bytes; k += 16) {
    let sum = splat(0), at = x + k;
    for (let row = 0; row < counted; ++row, at += bytes) sum = f32x4.add(sum, v128.load(at));
    v128.store(out + k, f32x4.mul(sum, share));
  }
  if (unit) scaleToUnit(out, width);
}

function scaleToUnit(vector: usize, width: i32): void {
  const end = vector + <usize>width * 4;
  let squares: f64 = 0;
  for (let at = vector; at < end; at += 4) squares += <f64>load<f32>(at) * <f64>load<f32>(at);
  if (squares == 0) return;
  const factor = 1 / sqrt<f64>(squares);
  for (let at = vector; at < end; at += 4) store<f32>(at, <f32>(<f64>load<f32>(at) * factor));
}
