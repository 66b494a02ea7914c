import { toFloat32 } from './floats.js';
import type { Tensor } from './types.js';

/** The numbers of a small tensor of any type. */
export function numbersOf(tensor: Tensor): number[] {
  const { buffer } = tensor.bytes.slice(); // aligned, whatever the file is
  switch (tensor.type) {
    case 'int8':
      return [...new Int8Array(buffer)];
    case 'uint8':
      return [...new Uint8Array(buffer)];
    case 'int32':
      return [...new Int32Array(buffer)];
    case 'int64':
      return Array.from(new BigInt64Array(buffer), Number);
    default:
      return [...toFloat32(tensor)];
  }
}
