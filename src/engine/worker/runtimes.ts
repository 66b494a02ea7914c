import { asEmbedError, EmbedError } from '../errors.js';
import type { LoadInput } from '../protocol.js';
import type { GpuFacts, ModelRuntime } from '../types.js';
import type { Build } from './encoder/builds.js';
import { createEncoder } from './encoder/encoder.js';
import { assertDimensions, assertKnownAnswer, assertOneSegment } from './modelChecks.js';
import type { Tokenizer } from './tokenizer/types.js';
import type { RunModel } from './types.js';
import { readBert } from './weights/read.js';

/** The runtime that runs a model, and why the encoder does not, if it was to. */
export interface StartedModel {
  readonly run: RunModel;
  readonly runtime: ModelRuntime;
  readonly encoderRefused?: EmbedError;
  /** What is known of the GPU, if it runs there. */
  readonly webgpu?: { readonly facts: GpuFacts; readonly takesFrom: number };
}

/** What a model is started from. */
export interface ModelParts {
  readonly weights: Uint8Array<ArrayBuffer>;
  readonly tokenizer: Tokenizer;
  readonly build: Build | undefined;
}

/**
 * Starts the first of the wanted runtimes that can run the model and gives its known answer.
 * @throws {EmbedError} `model-load-failed` for a broken file, `backend-unavailable` when no runtime is left.
 */
export async function startModel(input: LoadInput, parts: ModelParts): Promise<StartedModel> {
  const { spec, runtimes } = input;
  let encoderRefused: EmbedError | undefined;
  for (const runtime of runtimes) {
    try {
      const run = await start[runtime](input, parts);
      await assertKnownAnswer(spec, parts.tokenizer, run);
      return { run, runtime, ...(encoderRefused && { encoderRefused }) };
    } catch (error) {
      if (runtime === runtimes.at(-1) || !EmbedError.is(error, 'backend-unavailable')) throw error;
      if (runtime === 'encoder') encoderRefused = error;
    }
  }
  throw new EmbedError('backend-unavailable', 'No runtime was named.');
}

const start: Record<ModelRuntime, (input: LoadInput, parts: ModelParts) => Promise<RunModel>> = {
  async encoder({ spec }, { weights, tokenizer, build }) {
    const { dimensions, bert, pooling, normalize } = spec;
    const read = readBert(weights, bert);
    if ('foreign' in read)
      throw new EmbedError('backend-unavailable', `The encoder cannot run this model: ${read.foreign}.`);
    assertDimensions(read.weights.hidden, dimensions);
    assertOneSegment(tokenizer);
    const encoder = await createEncoder(read.weights, { pooling, normalize, ...(build && { build }) });
    return async (texts) => encoder.encode(texts.map(({ ids }) => ids));
  },
  async onnxruntime({ spec, runtimeUrl }, { weights }) {
    const { runOnOnnxRuntime } = await import('./onnxruntime.js').catch((cause) => {
      throw asEmbedError(cause, 'backend-unavailable', 'The script of onnxruntime-web could not be loaded.');
    });
    return runOnOnnxRuntime(spec, weights, runtimeUrl);
  },
};
