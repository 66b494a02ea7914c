import { EmbedError } from '../../../errors.js';
import type { BertArchitecture } from '../../../models/types.js';
import { assemble, LANDMARK, type WeightsSource } from './assemble.js';
import { finiteFloats } from './floats.js';
import { readResultOf } from './readResult.js';
import { readTensors } from './safetensors.js';
import type { BertWeights, ReadResult, Tensor } from './types.js';
import { UnsupportedArchitecture } from './UnsupportedArchitecture.js';
import { assertShape, broken } from './validation.js';

/**
 * A BERT from a safetensors file of floats, and what such a file does not say of it; or why the file holds another model.
 * @throws {EmbedError} `model-load-failed` for a file that is broken, or without `architecture`.
 */
export function readSafetensorsBert(bytes: Uint8Array, architecture?: BertArchitecture): ReadResult {
  return readResultOf(() => weightsOf(bytes, required(architecture)));
}

function required(architecture: BertArchitecture | undefined): BertArchitecture {
  if (architecture) return architecture;
  throw new EmbedError(
    'model-load-failed',
    'A file of safetensors does not say how many heads a model has. Add bert: { heads, epsilon } to its description.',
  );
}

function weightsOf(bytes: Uint8Array, architecture: BertArchitecture): BertWeights {
  const tensors = readTensors(bytes);
  const landmark = [...tensors.keys()].find((name) => name.endsWith(LANDMARK));
  if (landmark === undefined) throw new UnsupportedArchitecture(`it has no tensor ${LANDMARK}`);
  const prefix = landmark.slice(0, -LANDMARK.length);
  if (prefix.includes('roberta'))
    throw new UnsupportedArchitecture('it is a RoBERTa, which counts positions differently');
  const weights = assemble(sourceOf(tensors, prefix, architecture));
  assertArchitecture(weights.hidden, architecture);
  return weights;
}

function assertArchitecture(hidden: number, { heads, epsilon }: BertArchitecture): void {
  if (Number.isSafeInteger(heads) && heads > 0 && hidden % heads === 0 && epsilon > 0) return;
  throw new EmbedError(
    'model-load-failed',
    `A BERT of width ${hidden} cannot have ${heads} heads and an epsilon of ${epsilon}. Correct bert in its description.`,
    { details: { hidden, heads, epsilon } },
  );
}

function sourceOf(
  tensors: ReadonlyMap<string, Tensor>,
  prefix: string,
  { heads, epsilon }: BertArchitecture,
): WeightsSource {
  const find = (path: string): Tensor => {
    const tensor = tensors.get(prefix + path);
    if (tensor) return tensor;
    throw broken(`it has no tensor ${prefix}${path}`, { tensor: prefix + path });
  };
  const vector = (path: string, length: number) => {
    const tensor = find(path);
    assertShape(tensor, length);
    return finiteFloats(tensor);
  };
  return {
    paths: [...tensors.keys()]
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length)),
    heads,
    epsilon,
    outputsOf: (path) => find(`${path}.bias`).shape[0] ?? 0,
    vector,
    linear(path, inputs, outputs) {
      const weight = find(`${path}.weight`);
      assertShape(weight, outputs, inputs);
      return { inputs, outputs, weight, order: 'outputs-inputs', bias: vector(`${path}.bias`, outputs) };
    },
    table(path) {
      const values = find(path);
      const [rows = 0, columns = 0] = values.shape;
      assertShape(values, rows, columns);
      return { rows, columns, values };
    },
  };
}
