import { EmbedError } from '../../../errors.js';
import type { ElementType, Tensor } from './types.js';

const BYTES: Readonly<Record<ElementType, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int8: 1,
  uint8: 1,
  int4: 0.5,
  bool: 1,
  int32: 4,
  int64: 8,
};

/** What a broken file is told. */
export function broken(message: string, details: Record<string, unknown> = {}, cause?: unknown): EmbedError {
  return new EmbedError(
    'model-load-failed',
    `The file of the weights is broken: ${message}. Use another copy of it.`,
    {
      details,
      cause,
    },
  );
}

/** Throws unless the tensor has as many bytes as its shape says, and the shape that is expected. */
export function assertShape(tensor: Tensor, ...expected: number[]): void {
  const { name, shape } = tensor;
  if (shape.length !== expected.length || shape.some((size, i) => size !== expected[i]))
    throw broken(`its tensor ${name} has the shape [${shape}] instead of [${expected}]`, { tensor: name });
  assertWhole(tensor);
}

/** Throws unless the tensor has as many bytes as its shape says. */
export function assertWhole(tensor: Tensor): void {
  const { name, shape, type } = tensor;
  const length = Math.ceil(shape.reduce((a, b) => a * b, 1) * BYTES[type]);
  const { length: found } = tensor.bytes;
  if (found !== length)
    throw broken(`its tensor ${name} has ${found} bytes instead of ${length}`, { tensor: name });
}

export function assertFinite(values: Float32Array, tensor: string): Float32Array {
  // The sum is not finite if one of them is not; a loop, since this runs before the engine has optimized anything.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  if (Number.isFinite(sum)) return values;
  throw broken(`its tensor ${tensor} holds numbers that are not finite`, { tensor });
}

/** How many times as large as on average a number of a matrix may be: at most 303 in bge-small, 268 in e5-small, 232 in MiniLM. */
const UNEVEN = 2_000;

/**
 * 8 bits hold the numbers of a matrix only if none is far larger than the others, which would become 0.
 * @throws {EmbedError} `backend-unavailable`: a runtime that computes with floats can run it.
 */
export function assertEven(values: Float32Array, tensor: string): Float32Array {
  let [sum, largest] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] as number);
    sum += size;
    if (size > largest) largest = size;
  }
  if (largest * (values.length - 1) <= UNEVEN * (sum - largest)) return values; // beside the others
  throw new EmbedError(
    'backend-unavailable',
    `The encoder cannot run this model: its tensor ${tensor} holds ${largest}, beside which its other numbers vanish in 8 bits.`,
    { details: { tensor, largest } },
  );
}

export function assertScales(scales: Float32Array, tensor: string): Float32Array {
  if (scales.every((scale) => Number.isFinite(scale) && scale > 0)) return scales;
  throw broken(`its tensor ${tensor} holds scales that are no positive numbers`, { tensor });
}
