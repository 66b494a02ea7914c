import type { BertArchitecture } from '../../../models/types.js';
import { readOnnxBert } from './onnx/onnxBert.js';
import { isSafetensors } from './safetensors.js';
import { readSafetensorsBert } from './safetensorsBert.js';
import type { ReadResult } from './types.js';

/**
 * The weights of a BERT, where they lie in an ONNX or safetensors file; or why the file holds another model.
 * @throws {EmbedError} `model-load-failed` for a file that is broken, or for safetensors without `architecture`.
 */
export function readBert(bytes: Uint8Array, architecture?: BertArchitecture): ReadResult {
  return isSafetensors(bytes) ? readSafetensorsBert(bytes, architecture) : readOnnxBert(bytes);
}
