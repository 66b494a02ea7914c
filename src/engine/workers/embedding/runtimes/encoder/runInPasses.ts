import { nextTask } from '../../../../utils/promises.js';
import type { RunModel } from '../types.js';
import type { Encoder } from './encoder.js';
import { inPasses } from './inPasses.js';

/** Some tens of milliseconds of work of a small model. Shorter passes would read the weights from memory more often. */
const TOKENS_OF_PASS = 256;

/** Runs texts on an encoder in short passes, between which the worker answers other calls: a query does not wait for documents. */
export function runInPasses(encoder: Pick<Encoder, 'dimensions' | 'encode'>): RunModel {
  return async (texts) => {
    const vectors = new Float32Array(texts.length * encoder.dimensions);
    let done = 0;
    for (const pass of inPasses(
      texts.map(({ ids }) => ids),
      TOKENS_OF_PASS,
    )) {
      if (done > 0) await nextTask();
      vectors.set(encoder.encode(pass), done * encoder.dimensions);
      done += pass.length;
    }
    return vectors;
  };
}
