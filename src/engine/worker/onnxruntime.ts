import * as ort from 'onnxruntime-web/wasm';
import { EmbedError } from '../errors.js';

/** Runs a model's graph: token ids in, one vector per token out. */
export interface Runtime {
  /** @returns `tokens x dimensions`, row by row. */
  run(ids: readonly number[]): Promise<Float32Array>;
}

export interface OnnxRuntimeOptions {
  readonly weights: Uint8Array;
  readonly dimensions: number;
  readonly runtimeUrl?: string | undefined;
}

const OUTPUT = 'last_hidden_state';

/**
 * The model on onnxruntime-web's wasm build, one thread, one text per run: quantised activations are scaled over a whole
 * run, so in a batch a text's vector would depend on its neighbours, and padding would cost more than it saves.
 */
export async function createOnnxRuntime({
  weights,
  dimensions,
  runtimeUrl,
}: OnnxRuntimeOptions): Promise<Runtime> {
  ort.env.wasm.numThreads = 1;
  if (runtimeUrl !== undefined) ort.env.wasm.wasmPaths = { wasm: runtimeUrl };
  const session = await ort.InferenceSession.create(weights, { executionProviders: ['wasm'] });
  if (!session.outputNames.includes(OUTPUT)) {
    throw new EmbedError(
      'model-load-failed',
      `The model has no output ${OUTPUT}, only ${session.outputNames}.`,
    );
  }
  const inputs = new Set(session.inputNames);

  async function run(ids: readonly number[]): Promise<Float32Array> {
    const row = (value: (index: number) => number) =>
      new ort.Tensor(
        'int64',
        BigInt64Array.from(ids, (_, index) => BigInt(value(index))),
        [1, ids.length],
      );
    const feeds: Record<string, ort.Tensor> = { input_ids: row((index) => ids[index] as number) };
    if (inputs.has('attention_mask')) feeds.attention_mask = row(() => 1);
    if (inputs.has('token_type_ids')) feeds.token_type_ids = row(() => 0);
    const hidden = (await session.run(feeds))[OUTPUT];
    if (hidden?.type !== 'float32' || hidden.dims.at(-1) !== dimensions) {
      throw new EmbedError(
        'inference-failed',
        `The model's output is ${hidden?.type} [${hidden?.dims}], not ${dimensions} wide.`,
      );
    }
    return hidden.data as Float32Array; // as `type` says
  }
  return { run };
}
