import { EmbedError } from '../../../../errors.js';
import { halfBits } from '../../../../math/float16.js';

/**
 * Writes numbers as float16.
 * @param name Whose numbers these are, for the error.
 * @throws {EmbedError} `backend-unavailable` (`fp16-overflow`) when a number is too large for it, or none.
 */
export function writeFloat16(values: Float32Array, target: Uint16Array, name: string): void {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) {
    const half = halfBits(values[i] as number, bits[i] as number);
    if (half === undefined) throw overflow(values[i] as number, name);
    target[i] = half;
  }
}

function overflow(value: number, tensor: string): EmbedError {
  return new EmbedError(
    'backend-unavailable',
    `The weights ${tensor} hold ${value}, and float16 ends at 65504. Leave webgpuPrecision at 'fp32'.`,
    { details: { reason: 'fp16-overflow', tensor } },
  );
}
