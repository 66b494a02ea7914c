import { EmbedError, toWire } from '../errors.js';
import type { LoadInput, LoadOutput, WorkerApi } from '../protocol.js';
import type { LoadProgress } from '../types.js';
import type { Build } from './encoder/builds.js';
import { loadFile } from './files.js';
import { progressOf } from './progress.js';
import { startModel } from './runtimes.js';
import { createTokenizer } from './tokenizer/tokenizer.js';
import type { Tokenizer } from './tokenizer/types.js';
import type { RunModel } from './types.js';

interface LoadedModel {
  readonly dimensions: number;
  readonly tokenizer: Tokenizer;
  readonly run: RunModel;
}

/** Options of {@link createPipeline}. */
export interface PipelineOptions {
  /** The build of the encoder. For comparisons: by default the fastest is chosen. */
  readonly build?: Build;
}

/** What runs in the worker: files, tokenizer, runtime. */
export function createPipeline(options: PipelineOptions = {}): WorkerApi {
  let loaded: LoadedModel | undefined;
  return {
    async load(input, onProgress) {
      const { output, ...model } = await loadModel(input, onProgress, options);
      loaded = model;
      return output;
    },
    async embed({ inputs }) {
      if (!loaded)
        throw new EmbedError('inference-failed', 'The worker was asked for vectors before it had a model.');
      const { tokenizer, run, dimensions } = loaded;
      const data = await run(inputs.map((input) => tokenizer.encode(input).ids));
      assertFinite(data, inputs, dimensions);
      return { data };
    },
  };
}

async function loadModel(
  input: LoadInput,
  onProgress: (progress: LoadProgress) => void,
  { build }: PipelineOptions,
): Promise<LoadedModel & { output: LoadOutput }> {
  const { spec, urls } = input;
  const { files, maxTokens, dimensions } = spec;
  const report = progressOf(spec, onProgress);
  const [vocabulary, weights] = await Promise.all([
    loadFile(files.tokenizer, urls.tokenizer, report.bytesOf('tokenizer')),
    loadFile(files.weights, urls.weights, report.bytesOf('weights')),
  ]);
  report.starting();
  const tokenizer = createTokenizer(vocabulary.bytes, maxTokens);
  const { run, runtime, encoderRefused } = await startModel(input, {
    weights: weights.bytes,
    tokenizer,
    build,
  });
  const notKept = weights.notKept ?? vocabulary.notKept;
  const output = {
    runtime,
    ...(encoderRefused && { encoderRefused: toWire(encoderRefused) }),
    ...(notKept && { notKept: toWire(notKept) }),
  };
  return { dimensions, tokenizer, run, output };
}

function assertFinite(data: Float32Array, inputs: readonly string[], dimensions: number): void {
  const index = data.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  const input = inputs[Math.floor(index / dimensions)] ?? '';
  throw new EmbedError('inference-failed', 'The model gave numbers that are not finite for a text.', {
    details: { input: input.slice(0, 100) },
  });
}
