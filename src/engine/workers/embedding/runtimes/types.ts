import type { Encoding } from '../tokenizer/types.js';

/** A model at work: tokens in, one vector per text out, row-major. */
export type RunModel = (
  texts: readonly Pick<Encoding, 'ids' | 'typeIds'>[],
) => Promise<Float32Array<ArrayBuffer>>;
