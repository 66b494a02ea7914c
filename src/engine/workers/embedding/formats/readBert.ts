import { EmbedError, reasonOf } from '../../../errors.js';
import type { BertArchitecture } from '../../../models/types.js';
import { findBert } from './onnx/findBert.js';
import { readOnnx } from './onnx/readOnnx.js';
import { isSafetensors, readSafetensorsBert } from './safetensors.js';
import type { BertWeights, ReadResult } from './types.js';
import { ForeignModel } from './unsupportedArchitecture.js';
import { broken } from './validation.js';

/**
 * The weights of a BERT, where they lie in an ONNX or safetensors file; or why the file holds another model.
 * @throws {EmbedError} `model-load-failed` for a file that is broken, or for safetensors without `architecture`.
 */
export function readBert(bytes: Uint8Array, architecture?: BertArchitecture): ReadResult {
  try {
    return {
      weights: isSafetensors(bytes)
        ? readSafetensorsBert(bytes, required(architecture))
        : readOnnxBert(bytes),
    };
  } catch (error) {
    if (error instanceof ForeignModel) return { foreign: error.message };
    if (EmbedError.is(error)) throw error;
    throw broken(`it cannot be read (${reasonOf(error)})`, {}, error);
  }
}

function readOnnxBert(bytes: Uint8Array): BertWeights {
  const graph = readOnnx(bytes);
  if (graph.nodes.length === 0) throw broken('it is no ONNX file');
  return findBert(graph);
}

function required(architecture: BertArchitecture | undefined): BertArchitecture {
  if (architecture) return architecture;
  throw new EmbedError(
    'model-load-failed',
    'A file of safetensors does not say how many heads a model has. Add bert: { heads, epsilon } to its description.',
  );
}
