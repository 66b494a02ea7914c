import * as ort from 'onnxruntime-web/wasm';
import type { ModelSpec } from '../models.js';
import { runGraph, startRuntime } from './graph.js';
import type { RunModel } from './types.js';

/**
 * Runs a model's ONNX file on onnxruntime-web, on the CPU.
 * @throws {EmbedError} `backend-unavailable` when the wasm file cannot be fetched or compiled, `model-load-failed` when
 * the file is no model.
 */
export async function runOnOnnxRuntime(
  spec: ModelSpec,
  weights: Uint8Array,
  runtimeUrl: string | undefined,
): Promise<RunModel> {
  await startRuntime(ort, runtimeUrl);
  return runGraph(ort, spec, weights, 'wasm');
}
