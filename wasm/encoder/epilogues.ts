// What becomes of the sums of a tile, row by row: eight int32 of the row's dots with eight columns.

import { gelu } from './gelu';
import { multiplyAdd } from './lanes';

/** A linear layer (Out): numbers again, plus bias. `extra` is 1 for GELU on top. */
@unmanaged export class Linear { a: u8 }
/** Attention scores (Out): kept as they are; the row's largest is noted, where columns are no padding. */
@unmanaged export class Scores { a: u8; b: u8 }
/** Attention's weighted values (Out): scaled, and added to those of earlier keys if `extra` is 1. */
@unmanaged export class Context { a: u8; b: u8; c: u8 }

/** What `quantize` notes of a row: x is `scale * integer + minimum`, and at `largest` `missing` more. */
@unmanaged export class RowFacts {
  scale: f32;
  minimum: f32;
  missing: f32;
  /** Where the largest value's four weights lie in a panel, in bytes, and how far left the one among them is shifted. */
  offset: u32;
  shift: i32;
}

/** What is noted of a panel's eight columns behind its weights: scales, sums of the weights, biases; as numbers. */
export const COLUMN_FACTS: i32 = 96;

@inline export function finish<Out>(
  out: usize, left: v128, right: v128, row: i32, panel: usize, rowFacts: usize, columnFacts: usize, extra: usize,
): void {
  if (offsetof<Out>() == offsetof<Linear>()) linear(out, left, right, rowFacts + row * offsetof<RowFacts>(), panel, columnFacts, extra);
  else if (offsetof<Out>() == offsetof<Scores>()) scores(out, left, right, rowFacts + row * 16, columnFacts, extra);
  else context(out, left, right, rowFacts + row * 4, extra);
}

@inline function linear(
  out: usize, left: v128, right: v128, rowFacts: usize, panel: usize, columnFacts: usize, withGelu: usize,
): void {
  const row = changetype<RowFacts>(rowFacts);
  const scale = f32x4.splat(row.scale), scaleLeft = v128.load(columnFacts, 0), scaleRight = v128.load(columnFacts, 16);
  let x = v128.load(columnFacts, 64), y = v128.load(columnFacts, 80);
  if (RELAXED) {
    const minimum = f32x4.splat(row.minimum), missing = f32x4.splat(row.missing), weights = panel + row.offset;
    x = multiplyAdd(minimum, v128.load(columnFacts, 32), x);
    y = multiplyAdd(minimum, v128.load(columnFacts, 48), y);
    x = multiplyAdd(f32x4.mul(missing, scaleLeft), weightsAt(weights, row.shift), x);
    y = multiplyAdd(f32x4.mul(missing, scaleRight), weightsAt(weights + 16, row.shift), y);
  }
  x = multiplyAdd(f32x4.mul(scale, scaleLeft), f32x4.convert_i32x4_s(left), x);
  y = multiplyAdd(f32x4.mul(scale, scaleRight), f32x4.convert_i32x4_s(right), y);
  if (withGelu) { x = gelu(x); y = gelu(y); }
  v128.store(out, x, 0);
  v128.store(out, y, 16);
}

/** One int8 of each column's four, as a number. */
@inline function weightsAt(address: usize, shift: i32): v128 {
  return f32x4.convert_i32x4_s(i32x4.shr_s(i32x4.shl(v128.load(address), shift), 24));
}

@inline function scores(out: usize, left: v128, right: v128, largest: usize, caps: usize, capped: usize): void {
  if (capped) { left = i32x4.min_s(left, v128.load(caps)); right = i32x4.min_s(right, v128.load(caps, 16)); }
  v128.store(out, left, 0);
  v128.store(out, right, 16);
  v128.store(largest, i32x4.max_s(v128.load(largest), i32x4.max_s(left, right)));
}

@inline function context(out: usize, left: v128, right: v128, scaleOfRow: usize, adding: usize): void {
  const scale = v128.load32_splat(scaleOfRow);
  let x = f32x4.mul(f32x4.convert_i32x4_s(left), scale), y = f32x4.mul(f32x4.convert_i32x4_s(right), scale);
  if (adding) { x = f32x4.add(x, v128.load(out, 0)); y = f32x4.add(y, v128.load(out, 16)); }
  v128.store(out, x, 0);
  v128.store(out, y, 16);
}
