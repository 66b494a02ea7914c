import { asEmbedError, EmbedError, toWire } from '../errors.js';
import type { ModelSpec } from '../models.js';
import type { GpuInput, LoadInput, LoadOutput, WorkerApi } from '../protocol.js';
import type { LoadProgress } from '../types.js';
import type { Build } from './encoder/builds.js';
import { loadFile } from './files.js';
import { progressOf } from './progress.js';
import { type ModelParts, startModel } from './runtimes.js';
import { splitText } from './split.js';
import { roomFor } from './tokenizer/room.js';
import { createTokenizer } from './tokenizer/tokenizer.js';
import type { Tokenizer } from './tokenizer/types.js';
import type { RunModel } from './types.js';

interface LoadedModel {
  readonly spec: ModelSpec;
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
      const { tokenizer, run, spec } = theModel();
      const encodings = tokenizer.encode(inputs, { maxTokens: spec.maxTokens });
      const data = await run(encodings);
      assertFinite(data, inputs, spec.dimensions);
      return { data, cut: encodings.filter(({ ids, total }) => total > ids.length).length };
    },
    async count({ inputs }) {
      const { tokenizer, spec } = theModel();
      const encodings = tokenizer.encode(inputs, { maxTokens: spec.maxTokens, whole: true });
      return { tokens: encodings.map(({ total }) => total) };
    },
    async split({ text, role, ...options }) {
      const { tokenizer, spec } = theModel();
      return { passages: splitText(text, tokenizer, { ...options, prompt: spec.prompts[role] }) };
    },
  };

  function theModel(): LoadedModel {
    if (loaded) return loaded;
    throw new EmbedError('inference-failed', 'The worker was asked for work before it had a model.');
  }
}

async function loadModel(
  input: LoadInput,
  onProgress: (progress: LoadProgress) => void,
  { build }: PipelineOptions,
): Promise<LoadedModel & { output: LoadOutput }> {
  const { spec, urls, tokenizersUrl } = input;
  const { files } = spec;
  const report = progressOf(spec, onProgress);
  const gpu = input.webgpu && (await openGpu(input.webgpu, spec));
  const [{ vocabulary, tokenizer }, weights] = await Promise.all([
    loadFile(files.tokenizer, urls.tokenizer, report.bytesOf('tokenizer')).then(async (vocabulary) => {
      const tokenizer = await createTokenizer(vocabulary.bytes, { tokenizersUrl });
      roomFor(tokenizer, spec.maxTokens);
      return { vocabulary, tokenizer };
    }),
    loadFile(files.weights, urls.weights, report.bytesOf('weights')),
  ]);
  report.starting();
  const parts = { weights: weights.bytes, tokenizer, build };
  const started = await (gpu ? gpu.start(parts) : startModel(input, parts));
  const { run, runtime, encoderRefused, webgpu } = started;
  const notKept = weights.notKept ?? vocabulary.notKept;
  const output = {
    runtime,
    ...(encoderRefused && { encoderRefused: toWire(encoderRefused) }),
    ...(webgpu && { webgpu }),
    ...(notKept && { notKept: toWire(notKept) }),
  };
  return { spec, tokenizer, run, output };
}

/** The GPU, before any file is fetched for it. Its code is loaded only now. */
async function openGpu(input: GpuInput, spec: ModelSpec) {
  const { openGpu, startOnGpu } = await import('./webgpu/start.js').catch((cause) => {
    throw asEmbedError(cause, 'backend-unavailable', 'The script for the GPU could not be loaded.');
  });
  const gpu = await openGpu(input, spec);
  return { start: (parts: ModelParts) => startOnGpu(gpu, spec, parts) };
}

function assertFinite(data: Float32Array, inputs: readonly string[], dimensions: number): void {
  const index = data.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  const input = inputs[Math.floor(index / dimensions)] ?? '';
  throw new EmbedError('inference-failed', 'The model gave numbers that are not finite for a text.', {
    details: { input: input.slice(0, 100) },
  });
}
