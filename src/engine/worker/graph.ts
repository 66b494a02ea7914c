import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { asEmbedError, EmbedError } from '../errors.js';
import type { ModelSpec } from '../models.js';
import { normalizeL2, pool } from './pooling.js';
import type { Encoding } from './tokenizer/types.js';
import type { RunModel } from './types.js';

// What onnxruntime-web does with a model's own ONNX file, on the CPU or on the GPU.

/** onnxruntime-web, whichever of its entries: they have the same names. */
export type OnnxRuntime = typeof import('onnxruntime-web/wasm');

const OUTPUT = 'last_hidden_state';

/**
 * `y = Identity(x)` in the ONNX format, opset 14: the smallest model there is. Only making a session starts the runtime;
 * with this one, a runtime that cannot start is told from a file that is no model.
 */
const SMALLEST_MODEL = Uint8Array.from(
  atob('CAgSADo3ChAKAXgSAXkiCElkZW50aXR5EgFnWg8KAXgSCgoICAESBAoCCAFiDwoBeRIKCggIARIECgIIAUIECgAQDg=='),
  (character) => character.charCodeAt(0),
);

/**
 * Starts onnxruntime-web. Once it has failed to start, it fails forever in this worker.
 * @param wasmUrl Where its wasm file lies; by default beside its script.
 * @throws {EmbedError} `backend-unavailable` when the wasm file cannot be fetched or compiled.
 */
export async function startRuntime(ort: OnnxRuntime, wasmUrl: string | undefined): Promise<void> {
  ort.env.wasm.numThreads = 1;
  if (wasmUrl !== undefined) ort.env.wasm.wasmPaths = { wasm: wasmUrl };
  try {
    await (await ort.InferenceSession.create(SMALLEST_MODEL, { executionProviders: ['wasm'] })).release();
  } catch (error) {
    throw asEmbedError(
      error,
      'backend-unavailable',
      'onnxruntime-web could not start. If its .wasm file is not found, pass its address as runtimeUrl.',
    );
  }
}

/**
 * Runs a model's ONNX file as it is, one text per run: quantised activations are scaled over a whole run, so in a batch a
 * text's vector would depend on its neighbours, and padding would cost more than a batch saves.
 * @throws {EmbedError} `model-load-failed` when the file is no model.
 */
export async function runGraph(
  ort: OnnxRuntime,
  { dimensions, pooling, normalize }: ModelSpec,
  weights: Uint8Array,
  provider: InferenceSession.ExecutionProviderConfig,
): Promise<RunModel> {
  const session = await createSession(ort, weights, provider);
  return async (texts) => {
    const vectors = new Float32Array(texts.length * dimensions);
    for (const [row, text] of texts.entries()) {
      const pooled = pool(await run(ort, session, text, dimensions), dimensions, pooling);
      vectors.set(normalize ? normalizeL2(pooled) : pooled, row * dimensions);
    }
    return vectors;
  };
}

async function createSession(
  ort: OnnxRuntime,
  weights: Uint8Array,
  provider: InferenceSession.ExecutionProviderConfig,
): Promise<InferenceSession> {
  const session = await ort.InferenceSession.create(weights, { executionProviders: [provider] }).catch(
    (error) => {
      throw asEmbedError(
        error,
        'model-load-failed',
        'The file of the weights is no model that onnxruntime-web can run.',
      );
    },
  );
  if (!session.outputNames.includes(OUTPUT)) {
    throw new EmbedError(
      'model-load-failed',
      `The model has no output ${OUTPUT}, only ${session.outputNames}.`,
    );
  }
  return session;
}

/** @returns `tokens x dimensions`, row by row. */
async function run(
  { Tensor }: OnnxRuntime,
  session: InferenceSession,
  { ids, typeIds = ids.map(() => 0) }: Pick<Encoding, 'ids' | 'typeIds'>,
  dimensions: number,
): Promise<Float32Array> {
  const row = (values: readonly number[]): Tensor =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const inputs = { input_ids: row(ids), attention_mask: row(ids.map(() => 1)), token_type_ids: row(typeIds) };
  const wanted = Object.entries(inputs).filter(([name]) => session.inputNames.includes(name));
  const hidden = (await session.run(Object.fromEntries(wanted)))[OUTPUT];
  if (hidden?.type !== 'float32' || hidden.dims.at(-1) !== dimensions) {
    const found = `${hidden?.type} [${hidden?.dims}]`;
    throw new EmbedError(
      'inference-failed',
      `The model's output is ${found}, not vectors of ${dimensions} numbers.`,
    );
  }
  return hidden.data as Float32Array; // as `type` says
}
