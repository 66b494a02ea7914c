import { numbersOf } from '../../formats/numbers.js';
import type { Blocks, Tensor } from '../../formats/types.js';
import { assertScales } from '../../formats/validation.js';
import type { Address, Instance } from './instance.js';

/** int8 in an encoder's memory, and the scale of each column or row. */
export interface Widened {
  readonly values: Address;
  readonly scales: Address;
}

/** A matrix of int4 as int8, row by row. */
export function widenMatrix(instance: Instance, tensor: Tensor, blocks: Blocks): Widened {
  const [rows = 0, columns = 0] = tensor.shape;
  const { wasm } = instance;
  const values = wasm.allocate(rows * columns);
  const widened = { values, scales: wasm.allocate((blocks.byColumn ? columns : rows) * 4) };
  widenInto(instance, tensor, blocks, widened, columns);
  return widened;
}

/**
 * The same, into memory that is there: a row lies `stride` bytes behind the one before. What else it needs is given back.
 */
export function widenInto(
  { wasm, put, floats }: Instance,
  { name, shape, bytes }: Tensor,
  { size, byColumn, scales, factor }: Blocks,
  to: Widened,
  stride: number,
): void {
  const [rows = 0, columns = 0] = shape;
  const before = wasm.mark();
  const factors = put(new Float32Array(numbersOf(scales)));
  const perRow = Math.ceil(columns / size);
  if (byColumn) wasm.scaleBlocks(factors, factor, columns, 1, Math.ceil(rows / size), columns, to.scales);
  else wasm.scaleBlocks(factors, factor, rows, perRow, perRow, 1, to.scales);
  assertScales(floats(to.scales, byColumn ? columns : rows), name);
  wasm.widen(put(bytes), factors, byColumn ? 1 : 0, rows, columns, size, to.values, stride);
  wasm.release(before);
}
