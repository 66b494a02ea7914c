import { readResultOf } from '../readResult.js';
import type { ReadResult } from '../types.js';
import { broken } from '../validation.js';
import { findBert } from './findBert.js';
import { readOnnx } from './readOnnx.js';

/**
 * The weights of a BERT, where they lie in an ONNX file; or why the file holds another model.
 * @throws {EmbedError} `model-load-failed` for a file that is broken.
 */
export function readOnnxBert(bytes: Uint8Array): ReadResult {
  return readResultOf(() => {
    const graph = readOnnx(bytes);
    if (graph.nodes.length === 0) throw broken('it is no ONNX file');
    return findBert(graph);
  });
}
