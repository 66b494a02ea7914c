import type { Tokenizer } from '../../tokenizer/types.js';
import type { RunModel } from '../types.js';
import { refused } from './adapter.js';

/**
 * The least cosine to the CPU's vectors. Of the models and fixtures here, the encoder's plain build gives 0.9990 to 1 to
 * full precision. A kernel that attends wrongly gave 0.992 to 0.995; one that is broken gives 0.
 * In float16 it is the same bound, as it is the same space: rounding to 11 bits costs 0.000002 with
 * all-MiniLM-L6-v2, and less than 0.0001 with all that was tried.
 */
const MIN_COSINE = 0.998;

/** Short, long and longer: kernels change with the number of tokens. In one batch they are masked, alone they are not. */
const PROBES = [
  'water',
  'The quick brown fox jumps over the lazy dog.',
  'A library keeps books so that people may read them, and lends them out; whoever brings one back late pays a little, ' +
    'and with that money the library buys further books, of which some are read by nobody for many years.',
  `Numbers: 1, 22, 333. ${'Rain falls on roofs and fields alike. '.repeat(8)}`,
];

/**
 * Compares the GPU's vectors with those of the CPU, for probe texts in a batch and for one of them alone.
 * @returns the least cosine.
 * @throws {EmbedError} `backend-unavailable` (`wrong-vectors`) when they do not agree.
 */
export async function verifyVectors(
  gpu: RunModel,
  cpu: RunModel,
  tokenizer: Tokenizer,
  maxTokens: number,
): Promise<number> {
  const texts = tokenizer.encode(PROBES, { maxTokens });
  const longest = texts.slice(-1);
  const cosine = Math.min(
    ...cosines(await gpu(texts), await cpu(texts), texts.length),
    ...cosines(await gpu(longest), await cpu(longest), 1),
  );
  if (cosine >= MIN_COSINE) return cosine;
  throw refused(
    'wrong-vectors',
    `The GPU computes wrongly: its vectors and the CPU's have a cosine of ${cosine.toFixed(4)}.`,
  );
}

function cosines(a: Float32Array, b: Float32Array, texts: number): number[] {
  const dimensions = a.length / texts;
  return Array.from({ length: texts }, (_, row) => {
    const rowOf = (values: Float32Array) => values.subarray(row * dimensions, (row + 1) * dimensions);
    const [x, y] = [rowOf(a), rowOf(b)];
    const cosine = dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
    return Number.isNaN(cosine) ? -1 : cosine;
  });
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
