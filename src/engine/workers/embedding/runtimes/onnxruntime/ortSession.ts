import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { asEmbedError, EmbedError } from '../../../../errors.js';
import type { ModelSpec, Pooling } from '../../../../models/types.js';
import type { Encoding } from '../../tokenizer/types.js';
import { normalizeL2, pool } from '../pooling.js';
import type { RunModel } from '../types.js';
import { runInTurn } from './runInTurn.js';

// What onnxruntime-web does with a model's own ONNX file, on the CPU or on the GPU.

/** onnxruntime-web, whichever of its entries: they have the same names. */
export type OnnxRuntime = typeof import('onnxruntime-web/wasm');

/** What exporters name the vectors of the tokens, and that of the text. */
const TOKEN_OUTPUTS = ['last_hidden_state', 'token_embeddings'];
const TEXT_OUTPUT = 'sentence_embedding';
/** Inputs that a text leaves empty: what earlier runs of a decoder have left, and features of images, sound and video. */
const EMPTY = /^past_key_values\.|^(image|video|audio)_features$/;

/** Files that the weights name, each by the name that they use. */
export type ExternalData = readonly { readonly path: string; readonly data: Uint8Array }[];

/** What a graph is run from, and where. */
export interface GraphParts {
  readonly weights: Uint8Array;
  readonly externalData?: ExternalData;
  readonly provider: InferenceSession.ExecutionProviderConfig;
}

/**
 * `y = Identity(x)` in the ONNX format, opset 14: the smallest model there is. Only making a session starts the runtime;
 * with this one, a runtime that cannot start is told from a file that is not a model.
 */
const MIN_MODEL_BYTES = Uint8Array.from(
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
    await (await ort.InferenceSession.create(MIN_MODEL_BYTES, { executionProviders: ['wasm'] })).release();
  } catch (error) {
    throw asEmbedError(
      error,
      'backend-unavailable',
      'onnxruntime-web could not start. If its .wasm file is not found, pass its address as onnxruntimeUrl.',
    );
  }
}

/**
 * Runs a model's ONNX file as it is, one text per run: quantized activations are scaled over a whole run, so in a batch a
 * text's vector would depend on its neighbors, and padding would cost more than a batch saves.
 * @throws {EmbedError} `model-load-failed` when the file is not a model.
 */
export async function runGraph(
  ort: OnnxRuntime,
  { dimensions, pooling, normalize }: ModelSpec,
  parts: GraphParts,
): Promise<RunModel> {
  const session = await createSession(ort, parts);
  const output = outputFor(session, pooling);
  return async (texts) => {
    const vectors = new Float32Array(texts.length * dimensions);
    for (const [row, text] of texts.entries()) {
      const found = await run(ort, session, text, { output, dimensions });
      const pooled = pooling === 'graph' ? found : pool(found, dimensions, pooling);
      vectors.set(normalize ? normalizeL2(pooled) : pooled, row * dimensions);
    }
    return vectors;
  };
}

function createSession(
  ort: OnnxRuntime,
  { weights, externalData = [], provider }: GraphParts,
): Promise<InferenceSession> {
  return ort.InferenceSession.create(weights, { executionProviders: [provider], externalData }).catch(
    (error) => {
      throw asEmbedError(
        error,
        'model-load-failed',
        'The file of the weights is not a model that onnxruntime-web can run.',
      );
    },
  );
}

function outputFor({ outputNames }: InferenceSession, pooling: Pooling): string {
  const wanted = pooling === 'graph' ? [TEXT_OUTPUT] : TOKEN_OUTPUTS;
  const found = wanted.find((name) => outputNames.includes(name));
  if (found !== undefined) return found;
  const instead = outputNames.includes(TEXT_OUTPUT)
    ? " Pass pooling: 'graph', since it pools by itself."
    : '';
  throw new EmbedError(
    'model-load-failed',
    `The model has no output ${wanted.join(' or ')}, only ${outputNames}.${instead}`,
  );
}

/** @returns `tokens x dimensions`, row by row; of a text's own output, one row. */
async function run(
  ort: OnnxRuntime,
  session: InferenceSession,
  text: Pick<Encoding, 'ids' | 'typeIds'>,
  { output, dimensions }: { readonly output: string; readonly dimensions: number },
): Promise<Float32Array> {
  const hidden = (await runInTurn(session, inputsOf(ort, session, text), [output]))[output];
  if (hidden?.type !== 'float32' || hidden.dims.at(-1) !== dimensions) {
    const found = `${hidden?.type} [${hidden?.dims}]`;
    throw new EmbedError(
      'inference-failed',
      `The model's output is ${found}, not vectors of ${dimensions} numbers.`,
    );
  }
  return hidden.data as Float32Array; // as `type` says
}

/** What the graph asks for, of what is known of a text. */
function inputsOf(
  { Tensor }: OnnxRuntime,
  { inputNames, inputMetadata }: InferenceSession,
  { ids, typeIds = ids.map(() => 0) }: Pick<Encoding, 'ids' | 'typeIds'>,
): Record<string, Tensor> {
  const row = (values: readonly number[]): Tensor =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const known = {
    input_ids: row(ids),
    attention_mask: row(ids.map(() => 1)),
    token_type_ids: row(typeIds),
    position_ids: row([...ids.keys()]),
  };
  const wanted = Object.entries(known).filter(([name]) => inputNames.includes(name));
  // Open sizes are 0, but for the batch.
  const empty = inputMetadata.flatMap((input) => {
    if (!input.isTensor || !EMPTY.test(input.name)) return [];
    const open = (i: number) => (i === 0 && input.shape.length > 2 ? 1 : 0);
    const sizes = input.shape.map((size, i) => (typeof size === 'number' ? size : open(i)));
    return [[input.name, new Tensor(input.type, [], sizes)] as const];
  });
  return Object.fromEntries([...wanted, ...empty]);
}
