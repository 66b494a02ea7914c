import * as ort from 'onnxruntime-web/jspi';
import { WEIGHTS_FILE } from '../../../src/engine/workers/embedding/formats/onnxWriter/onnxFormat.js';
import type { BertWeights } from '../../../src/engine/workers/embedding/formats/types.js';
import type { RunModel } from '../../../src/engine/workers/embedding/runtimes/types.js';
import { type BertGraphOptions, writeBertGraph } from './bertGraph.js';
import { runBertGraph } from './bertSession.js';

/** A BERT as a fused graph on onnxruntime-web's GPU provider, which our own kernels are compared with. */
export async function startOnnxRuntime(
  device: GPUDevice,
  weights: BertWeights,
  options: BertGraphOptions & { readonly pooling: 'cls' | 'mean' },
): Promise<{ readonly run: RunModel; readonly end: () => Promise<void> }> {
  ort.env.wasm.numThreads = 1;
  const model = writeBertGraph(weights, options);
  const session = await ort.InferenceSession.create(model.graph, {
    executionProviders: [{ name: 'webgpu', device }],
    externalData: [{ path: WEIGHTS_FILE, data: model.weights }],
  });
  const run = runBertGraph(ort, session, { pooling: options.pooling, dimensions: weights.hidden });
  return { run, end: () => session.release() };
}
