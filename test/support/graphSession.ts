import type { InferenceSession } from 'onnxruntime-web/wasm';
import type { OnnxRuntime } from '../../src/engine/worker/graph.js';
import { WEIGHTS_FILE } from '../../src/engine/worker/onnxFile/onnxFormat.js';
import { type BertGraphOptions, writeBertGraph } from '../../src/engine/worker/webgpu/bertGraph.js';
import type { BertWeights } from '../../src/engine/worker/weights/types.js';

/** Makes a session of a model that is written here. */
export async function sessionOf(
  ort: OnnxRuntime,
  weights: BertWeights,
  options: BertGraphOptions,
  provider: InferenceSession.ExecutionProviderConfig,
): Promise<InferenceSession> {
  const model = writeBertGraph(weights, options);
  return ort.InferenceSession.create(model.graph, {
    executionProviders: [provider],
    externalData: [{ path: WEIGHTS_FILE, data: model.weights }],
  });
}
