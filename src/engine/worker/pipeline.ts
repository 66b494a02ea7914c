import { asEmbedError, EmbedError, toWire } from '../errors.js';
import type { ModelSpec } from '../models.js';
import type { LoadInput, LoadOutput, WorkerApi } from '../protocol.js';
import type { LoadProgress } from '../types.js';
import { loadFile } from './files.js';
import { createOnnxRuntime, type Runtime } from './onnxruntime.js';
import { normalizeL2, pool } from './pooling.js';
import { progressOf } from './progress.js';
import { createTokenizer, type Tokenizer } from './tokenizer/tokenizer.js';

interface LoadedModel {
  readonly spec: ModelSpec;
  readonly tokenizer: Tokenizer;
  readonly runtime: Runtime;
}

/** What runs in the worker: files, tokenizer, runtime, pooling. */
export function createPipeline(): WorkerApi {
  let model: LoadedModel | undefined;
  return {
    async load(input, onProgress) {
      const { output, ...loaded } = await loadModel(input, onProgress);
      model = loaded;
      return output;
    },
    async embed({ inputs }) {
      if (!model)
        throw new EmbedError('inference-failed', 'The worker was asked for vectors before it had a model.');
      const { dimensions } = model.spec;
      const data = new Float32Array(inputs.length * dimensions);
      for (const [row, input] of inputs.entries()) data.set(await embedOne(model, input), row * dimensions);
      return { data };
    },
  };
}

async function loadModel(
  { spec, urls, runtimeUrl }: LoadInput,
  onProgress: (progress: LoadProgress) => void,
): Promise<LoadedModel & { output: LoadOutput }> {
  const report = progressOf(spec, onProgress);
  const [tokenizerFile, weightsFile] = await Promise.all([
    loadFile(spec.files.tokenizer, urls.tokenizer, report.bytesOf('tokenizer')),
    loadFile(spec.files.weights, urls.weights, report.bytesOf('weights')),
  ]);
  report.starting();
  const tokenizer = createTokenizer(tokenizerFile.bytes, spec.maxTokens);
  const runtime = await startRuntime(spec, weightsFile.bytes, runtimeUrl);
  const notKept = weightsFile.notKept ?? tokenizerFile.notKept;
  return { spec, tokenizer, runtime, output: notKept ? { notKept: toWire(notKept) } : {} };
}

async function startRuntime(spec: ModelSpec, weights: Uint8Array, runtimeUrl?: string): Promise<Runtime> {
  try {
    return await createOnnxRuntime({ weights, dimensions: spec.dimensions, runtimeUrl });
  } catch (error) {
    throw asEmbedError(
      error,
      'backend-unavailable',
      `onnxruntime-web could not start ${spec.id}. If its .wasm file is not found, pass runtimeUrl.`,
    );
  }
}

async function embedOne({ spec, tokenizer, runtime }: LoadedModel, input: string): Promise<Float32Array> {
  const { ids } = tokenizer.encode(input);
  const pooled = pool(await runtime.run(ids), spec.dimensions, spec.pooling);
  const vector = spec.normalize ? normalizeL2(pooled) : pooled;
  if (vector.every(Number.isFinite)) return vector;
  throw new EmbedError('inference-failed', 'The model gave numbers that are not finite for a text.', {
    details: { input: input.slice(0, 100) },
  });
}
