import { numbersOf } from '../../formats/numbers.js';
import type { Blocks, Tensor } from '../../formats/types.js';
import { assertScales } from '../../formats/validation.js';
import type { Address, Instance } from './instance.js';

/** int8 in an encoder's memory, and the scale of each column or row. */
export interface Widened {
  readonly values: Address;
  readonly scales: Address;
}

/**
 * Rows that are widened in one call, as a multiple of the size of a block: a function of wasm has its optimized code only from its
 * next call on. It is even, so that each call begins with a whole byte.
 */
const BLOCKS = 16;

/** A matrix of int4 as int8, row by row. */
export function widenMatrix(instance: Instance, tensor: Tensor, blocks: Blocks): Widened {
  const [rows = 0, columns = 0] = tensor.shape;
  return widenInto(instance, tensor, blocks, instance.wasm.allocate(rows * columns), columns);
}

/**
 * The same, to `values`: a row lies `stride` bytes behind the one before. The scales come behind what is allocated; what else it
 * needs is given back.
 */
export function widenInto(
  { wasm, put, floats }: Instance,
  { name, shape, bytes }: Tensor,
  { size, byColumn, scales, factor }: Blocks,
  values: Address,
  stride: number,
): Widened {
  const [rows = 0, columns = 0] = shape;
  const perRow = Math.ceil(columns / size);
  // Columns or rows; how far apart they lie, how many blocks each has, and how far apart these lie.
  const [count, apart, length, step] = byColumn
    ? [columns, 1, Math.ceil(rows / size), columns]
    : [rows, perRow, perRow, 1];
  const found = wasm.allocate(count * 4);
  const before = wasm.mark();
  const factors = put(new Float32Array(numbersOf(scales)));
  wasm.scaleBlocks(factors, factor, count, apart, length, step, found);
  assertScales(floats(found, count), name);
  const source = put(bytes);
  for (let row = 0; row < rows; row += BLOCKS * size)
    wasm.widen(
      source + (row * columns) / 2,
      factors + 4 * (byColumn ? (row * columns) / size : row * perRow),
      byColumn ? 1 : 0,
      Math.min(BLOCKS * size, rows - row),
      columns,
      size,
      values + row * stride,
      stride,
    );
  wasm.release(before);
  return { values, scales: found };
}
