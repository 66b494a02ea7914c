// The inner loop of every product of matrices: a tile of up to five rows times a panel of eight columns.
//
// Rows are packed       [step][row][4 bytes], columns [step][8 columns][4 bytes] (8 in the plain build),
// so that the loop reads both from front to back. A step is four values of int8, or two of int16.
//
// What becomes of the sums is decided by Out, see epilogues.ts. Accumulators are written out, since there are no arrays
// of vectors; those of rows that T does not have vanish. The loop is not unrolled by hand: engines do it better.

import { finish } from './epilogues';

/** One dot-and-add of int8 (Step, relaxed build). */
@unmanaged export class DotAdd { a: u8 }
/** The same sums in three instructions: faster where the machine has no dot-and-add of int8 (Step, relaxed build). */
@unmanaged export class Pairwise { a: u8; b: u8 }
/** Dots of int16 (Step, both builds). */
@unmanaged export class Int16 { a: u8; b: u8; c: u8 }

const ONES: usize = memory.data<i32>([0x00010001]);

@inline function multiply<Step>(b: v128, a: v128, sum: v128, ones: v128): v128 {
  if (!RELAXED || offsetof<Step>() == offsetof<Int16>()) return i32x4.add(sum, i32x4.dot_i16x8_s(b, a));
  if (offsetof<Step>() == offsetof<DotAdd>()) return i32x4.relaxed_dot_i8x16_i7x16_add_s(b, a, sum);
  return i32x4.add(sum, i32x4.dot_i16x8_s(v128.relaxed_dot<i16>(b, a), ones));
}

/**
 * @param a the packed rows
 * @param b the packed columns, up to `end`
 * @param out, stride where the first row's eight values go, and how far the next row's are
 * @param rowFacts, columnFacts, extra as Out needs them
 */
@inline export function tile<T, Step, Out>(
  a: usize, b: usize, end: usize, out: usize, stride: usize, rowFacts: usize, columnFacts: usize, extra: usize,
): void {
  const ones = v128.load32_splat(ONES), zero = i32x4.splat(0), panel = b;
  let a0 = zero, a1 = zero, b0 = zero, b1 = zero, c0 = zero, c1 = zero, d0 = zero, d1 = zero, e0 = zero, e1 = zero;
  do {
    const left = v128.load(b, 0), right = v128.load(b, 16);
    let row = v128.load32_splat(a, 0); a0 = multiply<Step>(left, row, a0, ones); a1 = multiply<Step>(right, row, a1, ones);
    if (offsetof<T>() > 1) { row = v128.load32_splat(a, 4); b0 = multiply<Step>(left, row, b0, ones); b1 = multiply<Step>(right, row, b1, ones); }
    if (offsetof<T>() > 2) { row = v128.load32_splat(a, 8); c0 = multiply<Step>(left, row, c0, ones); c1 = multiply<Step>(right, row, c1, ones); }
    if (offsetof<T>() > 3) { row = v128.load32_splat(a, 12); d0 = multiply<Step>(left, row, d0, ones); d1 = multiply<Step>(right, row, d1, ones); }
    if (offsetof<T>() > 4) { row = v128.load32_splat(a, 16); e0 = multiply<Step>(left, row, e0, ones); e1 = multiply<Step>(right, row, e1, ones); }
    a += 4 * offsetof<T>();
    b += 32;
  } while (b < end);
  finish<Out>(out, a0, a1, 0, panel, rowFacts, columnFacts, extra);
  if (offsetof<T>() > 1) { out += stride; finish<Out>(out, b0, b1, 1, panel, rowFacts, columnFacts, extra); }
  if (offsetof<T>() > 2) { out += stride; finish<Out>(out, c0, c1, 2, panel, rowFacts, columnFacts, extra); }
  if (offsetof<T>() > 3) { out += stride; finish<Out>(out, d0, d1, 3, panel, rowFacts, columnFacts, extra); }
  if (offsetof<T>() > 4) { out += stride; finish<Out>(out, e0, e1, 4, panel, rowFacts, columnFacts, extra); }
}
