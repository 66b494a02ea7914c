import type { Tensor } from './types.js';
import { assertEven, assertFinite, assertWhole, broken } from './validation.js';

/** The numbers of a tensor of floats, copied. */
export function toFloat32(tensor: Tensor): Float32Array {
  const { name, type, bytes } = tensor;
  if (!isFloat(tensor))
    throw broken(`its tensor ${name} holds ${type} where floats are expected`, { tensor: name });
  assertWhole(tensor);
  const copy = bytes.slice(); // aligned, whatever the file is
  if (type === 'float32') return new Float32Array(copy.buffer);
  const halves = new Uint16Array(copy.buffer);
  return type === 'bfloat16' ? fromBfloat16(halves) : Float32Array.from(halves, fromFloat16);
}

/** The same, all of them finite. @throws {EmbedError} `model-load-failed` */
export function finiteFloats(tensor: Tensor): Float32Array {
  return assertFinite(toFloat32(tensor), tensor.name);
}

/** The same, such that 8 bits hold them. @throws {EmbedError} `model-load-failed`, `backend-unavailable` */
export function evenFloats(tensor: Tensor): Float32Array {
  return assertEven(finiteFloats(tensor), tensor.name);
}

/** Whether a tensor's numbers stand for themselves, with a fraction. */
export function isFloat({ type }: Tensor): boolean {
  return type === 'float32' || type === 'float16' || type === 'bfloat16';
}

/** bfloat16 is the upper half of a float32. */
function fromBfloat16(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function fromFloat16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
