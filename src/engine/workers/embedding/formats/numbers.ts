import { toFloat32 } from './floats.js';
import type { Tensor } from './types.js';
import { assertWhole } from './validation.js';

/** The numbers of a tensor of any type, as they are stored. */
export function numbersOf(tensor: Tensor): ArrayLike<number> {
  assertWhole(tensor);
  const { buffer } = tensor.bytes.slice(); // aligned, whatever the file is
  switch (tensor.type) {
    case 'int8':
      return new Int8Array(buffer);
    case 'uint8':
    case 'bool':
      return new Uint8Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'float64':
      return new Float64Array(buffer);
    case 'int64':
      return Float64Array.from(new BigInt64Array(buffer), Number);
    default:
      return toFloat32(tensor);
  }
}

/** A scale or zero point from a list that has one for all rows or columns, or one for each. */
export function oneOf(list: Float32Array | Int32Array, index: number): number {
  return list[list.length === 1 ? 0 : index] as number; // the reader has checked the length
}

/** Fills `into` with the scales or zero points of all rows or columns. */
export function oneForEach<T extends Float32Array | Int32Array>(list: T, into: T): T {
  if (list.length === 1) into.fill(list[0] as number);
  else into.set(list); // of the same length, as the reader has checked
  return into;
}
