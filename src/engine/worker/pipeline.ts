import { EmbedError, toWire } from '../errors.js';
import type { ModelSpec } from '../models.js';
import type { LoadInput, LoadOutput, WorkerApi } from '../protocol.js';
import type { LoadProgress } from '../types.js';
import { loadFile } from './files.js';
import { type OnnxModel, startOnnxRuntime } from './onnxruntime.js';
import { normalizeL2, pool } from './pooling.js';
import { progressOf } from './progress.js';
import { createTokenizer } from './tokenizer/tokenizer.js';
import type { Tokenizer } from './tokenizer/types.js';

interface LoadedModel {
  readonly spec: ModelSpec;
  readonly tokenizer: Tokenizer;
  readonly model: OnnxModel;
}

/** What runs in the worker: files, tokenizer, runtime, pooling. */
export function createPipeline(): WorkerApi {
  let loaded: LoadedModel | undefined;
  return {
    async load(input, onProgress) {
      const { output, ...model } = await loadModel(input, onProgress);
      loaded = model;
      return output;
    },
    async embed({ inputs }) {
      if (!loaded)
        throw new EmbedError('inference-failed', 'The worker was asked for vectors before it had a model.');
      const { dimensions } = loaded.spec;
      const data = new Float32Array(inputs.length * dimensions);
      for (const [row, input] of inputs.entries()) data.set(await embedOne(loaded, input), row * dimensions);
      return { data };
    },
  };
}

async function loadModel(
  { spec, urls, runtimeUrl }: LoadInput,
  onProgress: (progress: LoadProgress) => void,
): Promise<LoadedModel & { output: LoadOutput }> {
  const { files, maxTokens, dimensions } = spec;
  const report = progressOf(spec, onProgress);
  const runtime = startOnnxRuntime(runtimeUrl); // while the files come
  const downloads = Promise.all([
    loadFile(files.tokenizer, urls.tokenizer, report.bytesOf('tokenizer')),
    loadFile(files.weights, urls.weights, report.bytesOf('weights')),
  ]);
  const read = downloads.then(([{ bytes }]) => {
    report.starting();
    return createTokenizer(bytes, maxTokens);
  });
  const [[{ notKept }, weights], tokenizer, onnx] = await Promise.all([downloads, read, runtime]);
  const model = await onnx.load(weights.bytes, dimensions);
  const problem = weights.notKept ?? notKept;
  return { spec, tokenizer, model, output: problem ? { notKept: toWire(problem) } : {} };
}

async function embedOne({ spec, tokenizer, model }: LoadedModel, input: string): Promise<Float32Array> {
  const { ids } = tokenizer.encode(input);
  const pooled = pool(await model.run(ids), spec.dimensions, spec.pooling);
  const vector = spec.normalize ? normalizeL2(pooled) : pooled;
  if (vector.every(Number.isFinite)) return vector;
  throw new EmbedError('inference-failed', 'The model gave numbers that are not finite for a text.', {
    details: { input: input.slice(0, 100) },
  });
}
