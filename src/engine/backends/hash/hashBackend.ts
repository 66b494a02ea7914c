import { modelRequired } from '../../errors.js';
import { l2Normalize } from '../../math/l2.js';
import type { ModelInfo } from '../../models/types.js';
import { HASH_DIMENSIONS, HASH_PERIOD } from '../../utils/hashVector.js';
import { sha256OfText } from '../../utils/sha256.js';
import type { Backend } from '../types.js';

const model: ModelInfo = {
  id: 'hash-based-v1',
  dimensions: HASH_DIMENSIONS,
  maxTokens: Number.POSITIVE_INFINITY,
  space: 'hash-based-v1',
  semanticWeight: 0,
  semantic: false,
};

/**
 * Vectors from the SHA-256 of the text: available at once, with no download and no worker, and without meaning: only equal texts
 * have equal vectors. The formula is still that of the first version.
 */
export const hashBackend: Backend = {
  name: 'hash',
  model,
  input: (text) => text,
  start: async () => ({
    embed: async (inputs) => {
      const data = new Float32Array(inputs.length * HASH_DIMENSIONS);
      const vectors = await Promise.all(inputs.map(hashVector));
      for (const [row, vector] of vectors.entries()) data.set(vector, row * HASH_DIMENSIONS);
      return { data };
    },
    countTokens: () => Promise.reject(modelRequired()),
    splitText: () => Promise.reject(modelRequired()),
    concurrency: 1,
    scaleUp: () => undefined,
    runtime: 'hash',
    crashed: new Promise(() => {}),
    stop: () => {},
  }),
};

/** `v[i] = (h[i mod 32] - 128) / 128` for the digest `h`, then scaled to length 1. */
export async function hashVector(text: string): Promise<Float32Array> {
  const bytes = await sha256OfText(text);
  return l2Normalize(
    Float32Array.from(
      { length: HASH_DIMENSIONS },
      (_, i) => ((bytes[i % HASH_PERIOD] as number) - 128) / 128,
    ),
  );
}
