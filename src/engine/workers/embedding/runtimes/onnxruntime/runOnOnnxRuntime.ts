import * as ort from 'onnxruntime-web/wasm';
import type { ModelSpec } from '../../../../models/types.js';
import type { RunModel } from '../types.js';
import { type ExternalData, runGraph, startRuntime } from './ortSession.js';

/** What onnxruntime-web runs a model from. */
export interface OnnxRuntimeParts {
  readonly weights: Uint8Array;
  readonly externalData: ExternalData;
  readonly onnxruntimeUrl: string | undefined;
}

/**
 * Runs a model's ONNX file on onnxruntime-web, on the CPU.
 * @throws {EmbedError} `backend-unavailable` when the wasm file cannot be fetched or compiled, `model-load-failed` when
 * the file is not a model.
 */
export async function runOnOnnxRuntime(
  spec: ModelSpec,
  { weights, externalData, onnxruntimeUrl }: OnnxRuntimeParts,
): Promise<RunModel> {
  await startRuntime(ort, onnxruntimeUrl);
  return runGraph(ort, spec, { weights, externalData, provider: 'wasm' });
}
