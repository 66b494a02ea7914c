// IEEE 754 binary16 (1 bit of sign, 5 of exponent, 10 of fraction) from binary32. Of two equally near numbers the even one,
// as numpy's astype, GPUs and pgvector do. `Math.f16round` does the same where there is one, and gives no bits.

/** The bits of 2^-14, from which on a float16 has all 11 bits of precision, and of 65520, from which on it is infinite. */
const NORMAL = 0x38800000;
const INFINITE = 0x477ff000;

/** Between the biases of both exponents, where binary32 has its exponent. */
const REBIAS = (127 - 15) << 23;

/** What a float16's steps are below 2^-14, the other way round. */
const STEPS = 2 ** 24;

/**
 * The bits of a number as a float16.
 * @param word its bits as a float32
 * @returns undefined when it is too large for it, or no number
 */
export function halfBits(value: number, word: number): number | undefined {
  const size = word & 0x7fffffff;
  if (size >= INFINITE) return undefined;
  return ((word >>> 16) & 0x8000) | (size < NORMAL ? smallHalf(value) : normalHalf(size));
}

/** What is rounded up past the largest fraction becomes the next exponent's first number by itself. */
function normalHalf(size: number): number {
  const isOdd = (size >>> 13) & 1;
  return (size - REBIAS + 0xfff + isOdd) >>> 13;
}

function smallHalf(value: number): number {
  const steps = Math.abs(value) * STEPS;
  const below = Math.floor(steps);
  const rest = steps - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
