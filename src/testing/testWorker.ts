import { EmbedError } from '../engine/errors.js';
import type { WorkerApi } from '../engine/rpc/embeddingProtocol.js';
import { DIMENSIONS } from './wordVector.js';

/** What a worker does that needs no model. */
export interface TestWorkerScript {
  readonly vectorOf: (input: string) => ArrayLike<number>;
  /** Awaited by each load. */
  readonly load: WorkerApi['load'];
  /** Is told of each batch before it is embedded, and awaited. */
  readonly onInputs: (inputs: readonly string[]) => void | Promise<void>;
}

/** A token is a word, with one before and one behind a text; nothing is too long. */
export function testWorkerApi({ vectorOf, load, onInputs }: TestWorkerScript): WorkerApi {
  return {
    load,
    async embed({ inputs }) {
      await onInputs(inputs);
      const data = new Float32Array(inputs.length * DIMENSIONS);
      for (const [row, input] of inputs.entries()) data.set(checked(vectorOf(input)), row * DIMENSIONS);
      return { data, truncated: 0 };
    },
    count: async ({ inputs }) => ({ tokens: inputs.map((input) => 2 + input.split(/\s+/).length) }),
    split: async ({ text }) => ({
      passages: [{ start: 0, end: text.length, tokens: 2 + text.split(/\s+/).length }],
    }),
  };
}

function checked(vector: ArrayLike<number>): ArrayLike<number> {
  if (vector.length <= DIMENSIONS) return vector; // the rest is zeros
  throw new EmbedError('inference-failed', `vectorOf gave ${vector.length} numbers, ${DIMENSIONS} at most.`);
}
