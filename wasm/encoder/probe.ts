// What tells whether the machine's products are right, and which step is faster on it.

import { RowFacts } from './epilogues';
import { Rows4 } from './lanes';
import { Matrix } from './matrix';
import { allocate, mark, release } from './memory';
import { inTiles, multiply, wideBytes } from './product';
import { PACKED_BYTES, quantize } from './quantize';
import { DotAdd, Int16, Pairwise } from './tile';

/** `out = x W + b` for `rows` rows of f32, at most 48, as the encoder computes it. */
export function product(x: usize, rows: i32, matrix: Matrix, out: usize): void {
  const before = mark();
  const packed = allocate(<usize>(rows * matrix.inputs * PACKED_BYTES)), facts = allocate(<usize>rows * offsetof<RowFacts>());
  const wide = allocate(wideBytes(matrix.inputs));
  quantize(x, <usize>matrix.inputs * 4, rows, matrix, packed, facts);
  multiply(packed, facts, rows, matrix, wide, out, <usize>matrix.outputs * 4, 0);
  release(before);
}

/** Multiplies a tile by a panel `times` times, with one step or the other; for a clock outside. */
export function measure(pairwise: bool, times: i32): void {
  const before = mark(), bytes: usize = 384 * 8, data = allocate(bytes), facts = allocate(512), out = facts + 256;
  memory.fill(data, 1, bytes);
  memory.fill(facts, 0, 512);
  if (!RELAXED) repeat<Int16>(data, bytes, facts, out, times);
  else if (pairwise) repeat<Pairwise>(data, bytes, facts, out, times);
  else repeat<DotAdd>(data, bytes, facts, out, times);
  release(before);
}

@inline function repeat<Step>(data: usize, bytes: usize, facts: usize, out: usize, times: i32): void {
  for (; times > 0; --times) inTiles<Rows4, Step>(data, 1, data, data + bytes, out, 32, facts, facts, 0);
}
