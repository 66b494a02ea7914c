// Matrix products: rows of activations times the weights of a linear layer.

import { allocate } from './memory';
import { COLUMN_FACTS, Linear, RowFacts } from './epilogues';
import { Rows1, Rows2, Rows3, Rows4, Rows5, tilesOf } from './lanes';
import { Matrix, panelBytes } from './matrix';
import { PACKED_BYTES } from './quantize';
import { DotAdd, Int16, Pairwise, tile } from './tile';

let pairwise: bool = false;

/** Which of two equal steps to take (relaxed build): see probe.ts. Sums are the same, bit for bit. */
export function setPairwise(value: bool): void { pairwise = value; }

/**
 * `out = x W + b`, or GELU of that.
 * @param packed, rowFacts rows that `quantize` has packed for this matrix
 * @param wide room for a panel of int16 (plain build): `wideBytes(matrix.inputs)`
 * @param out, stride where the first row goes, and how far the next is, in bytes
 */
export function multiply(
  packed: usize, rowFacts: usize, rows: i32, matrix: Matrix, wide: usize, out: usize, stride: usize,
  withGelu: usize,
): void {
  const tiles = tilesOf(rows), low = rows / tiles, high = rows - low * tiles, tall = high * (low + 1);
  const rest = packed + <usize>(tall * matrix.inputs * PACKED_BYTES), restFacts = rowFacts + <usize>tall * offsetof<RowFacts>();
  let panel = matrix.panels;
  for (let n = 0; n < matrix.outputs; n += 8) {
    const facts = panel + <usize>(matrix.inputs * 8);
    if (!RELAXED) widen(panel, facts, wide);
    const b = RELAXED ? panel : wide, end = RELAXED ? facts : wide + <usize>(matrix.inputs * 16);
    if (high > 0) tilesTimesPanel(low + 1, packed, high, b, end, out, stride, rowFacts, facts, withGelu);
    tilesTimesPanel(low, rest, tiles - high, b, end, out + stride * <usize>tall, stride, restFacts, facts, withGelu);
    panel = facts + COLUMN_FACTS;
    out += 32;
  }
}

@inline export function wideBytes(inputs: i32): usize { return RELAXED ? 0 : <usize>(inputs * 16); }

/** A panel's int8 as int16: once for all tiles, which costs less than doubling what must come from memory. */
function widen(panel: usize, end: usize, wide: usize): void {
  for (; panel < end; panel += 16) {
    const bytes = v128.load(panel);
    v128.store(wide, i16x8.extend_low_i8x16_s(bytes), 0);
    v128.store(wide, i16x8.extend_high_i8x16_s(bytes), 16);
    wide += 32;
  }
}

function tilesTimesPanel(
  height: i32, a: usize, tiles: i32, b: usize, end: usize, out: usize, stride: usize, rowFacts: usize,
  facts: usize, withGelu: usize,
): void {
  if (!RELAXED) byHeight<Int16>(height, a, tiles, b, end, out, stride, rowFacts, facts, withGelu);
  else if (pairwise) byHeight<Pairwise>(height, a, tiles, b, end, out, stride, rowFacts, facts, withGelu);
  else byHeight<DotAdd>(height, a, tiles, b, end, out, stride, rowFacts, facts, withGelu);
}

@inline function byHeight<Step>(
  height: i32, a: usize, tiles: i32, b: usize, end: usize, out: usize, stride: usize, rowFacts: usize,
  facts: usize, withGelu: usize,
): void {
  switch (height) {
    case 1: inTiles<Rows1, Step>(a, tiles, b, end, out, stride, rowFacts, facts, withGelu); break;
    case 2: inTiles<Rows2, Step>(a, tiles, b, end, out, stride, rowFacts, facts, withGelu); break;
    case 3: inTiles<Rows3, Step>(a, tiles, b, end, out, stride, rowFacts, facts, withGelu); break;
    case 4: inTiles<Rows4, Step>(a, tiles, b, end, out, stride, rowFacts, facts, withGelu); break;
    default: if (RELAXED) inTiles<Rows5, Step>(a, tiles, b, end, out, stride, rowFacts, facts, withGelu);
  }
}

export function inTiles<T, Step>(
  a: usize, tiles: i32, b: usize, end: usize, out: usize, stride: usize, rowFacts: usize, facts: usize,
  withGelu: usize,
): void {
  const tileBytes = ((end - b) >> 3) * offsetof<T>();
  for (; tiles > 0; --tiles) {
    tile<T, Step, Linear>(a, b, end, out, stride, rowFacts, facts, withGelu);
    a += tileBytes;
    out += stride * offsetof<T>();
    rowFacts += offsetof<RowFacts>() * offsetof<T>();
  }
}
