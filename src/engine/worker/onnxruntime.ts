import * as ort from 'onnxruntime-web/wasm';
import { asEmbedError, EmbedError } from '../errors.js';
import type { ModelSpec } from '../models.js';
import { normalizeL2, pool } from './pooling.js';
import type { Encoding } from './tokenizer/types.js';
import type { RunModel } from './types.js';

const OUTPUT = 'last_hidden_state';
const WASM: ort.InferenceSession.SessionOptions = { executionProviders: ['wasm'] };

/**
 * Runs a model's ONNX file on onnxruntime-web, one text per run: quantised activations are scaled over a whole run, so in
 * a batch a text's vector would depend on its neighbours, and padding would cost more than a batch saves.
 * @throws {EmbedError} `backend-unavailable` when the wasm file cannot be fetched or compiled, `model-load-failed` when
 * the file is no model.
 */
export async function runOnOnnxRuntime(
  { dimensions, pooling, normalize }: ModelSpec,
  weights: Uint8Array,
  runtimeUrl: string | undefined,
): Promise<RunModel> {
  await startRuntime(runtimeUrl);
  const session = await createSession(weights);
  return async (texts) => {
    const vectors = new Float32Array(texts.length * dimensions);
    for (const [row, text] of texts.entries()) {
      const pooled = pool(await run(session, text, dimensions), dimensions, pooling);
      vectors.set(normalize ? normalizeL2(pooled) : pooled, row * dimensions);
    }
    return vectors;
  };
}

/**
 * `y = Identity(x)` in the ONNX format, opset 14: the smallest model there is. Only making a session starts the runtime;
 * with this one, a runtime that cannot start is told from a file that is no model.
 */
const SMALLEST_MODEL = Uint8Array.from(
  atob('CAgSADo3ChAKAXgSAXkiCElkZW50aXR5EgFnWg8KAXgSCgoICAESBAoCCAFiDwoBeRIKCggIARIECgIIAUIECgAQDg=='),
  (character) => character.charCodeAt(0),
);

async function startRuntime(runtimeUrl: string | undefined): Promise<void> {
  ort.env.wasm.numThreads = 1;
  if (runtimeUrl !== undefined) ort.env.wasm.wasmPaths = { wasm: runtimeUrl };
  try {
    await (await ort.InferenceSession.create(SMALLEST_MODEL, WASM)).release();
  } catch (error) {
    throw asEmbedError(
      error,
      'backend-unavailable',
      'onnxruntime-web could not start. If its .wasm file is not found, pass its address as runtimeUrl.',
    );
  }
}

async function createSession(weights: Uint8Array): Promise<ort.InferenceSession> {
  const session = await ort.InferenceSession.create(weights, WASM).catch((error) => {
    throw asEmbedError(
      error,
      'model-load-failed',
      'The file of the weights is no model that onnxruntime-web can run.',
    );
  });
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
  session: ort.InferenceSession,
  { ids, typeIds = ids.map(() => 0) }: Pick<Encoding, 'ids' | 'typeIds'>,
  dimensions: number,
): Promise<Float32Array> {
  const row = (values: readonly number[]) =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
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
