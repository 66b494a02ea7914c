import { finiteFloats, isFloat } from '../../formats/floats.js';
import { numbersOf } from '../../formats/numbers.js';
import { readTensors } from '../../formats/safetensors.js';
import type { Tensor } from '../../formats/types.js';
import { assertShape, broken } from '../../formats/validation.js';

/** A vector for each token of a static model. */
export interface TokenTable {
  readonly dimensions: number;
  readonly tokens: number;
  /** Adds the vector of a token to `sum`. */
  add(token: number, sum: Float64Array): void;
}

/** The names of the table: model2vec's, and that of sentence-transformers' StaticEmbedding. */
const TABLE = ['embeddings', 'embedding.weight'];

/**
 * The table of a static model from its safetensors: floats, int8, or 4 bits (two numbers in a byte, the even column in the
 * lower half), with `scales` per row if they have one. model2vec's `mapping` gives several tokens one row, and its
 * `weights` each token a factor.
 * @throws {EmbedError} `model-load-failed` for a file that is not such a table, or is broken.
 */
export function readTokenTable(file: Uint8Array): TokenTable {
  const tensors = readTensors(file);
  const table = TABLE.map((name) => tensors.get(name)).find((tensor) => tensor !== undefined);
  if (!table) throw broken('it has no tensor of embeddings, as a static model does');
  const [rows = 0, width = 0] = table.shape;
  assertShape(table, rows, width);
  const mapping = vectorOf(tensors.get('mapping'));
  const weights = vectorOf(tensors.get('weights'));
  const scales = vectorOf(tensors.get('scales'), rows);
  const tokens = mapping?.length ?? rows;
  if (weights && weights.length !== tokens)
    throw broken(`it has ${weights.length} weights for ${tokens} tokens`);
  if (mapping?.some((row) => !(Number.isInteger(row) && row >= 0 && row < rows)))
    throw broken('its mapping names rows that it does not have');
  const dimensions = table.type === 'uint8' ? 2 * width : width;
  const addRow = adder(table, dimensions);
  return {
    dimensions,
    tokens,
    add(token, sum) {
      const row = mapping?.[token] ?? token;
      addRow(row, (weights?.[token] ?? 1) * (scales?.[row] ?? 1), sum);
    },
  };
}

type AddRow = (row: number, factor: number, sum: Float64Array) => void;

function adder(table: Tensor, dimensions: number): AddRow {
  if (table.type === 'uint8') return addNibbles(table.bytes, dimensions);
  if (table.type !== 'int8' && !isFloat(table))
    throw broken(`its embeddings hold ${table.type} where floats or int8 are expected`);
  const numbers = isFloat(table)
    ? finiteFloats(table)
    : new Int8Array(table.bytes.buffer, table.bytes.byteOffset, table.bytes.length);
  return (row, factor, sum) => {
    const start = row * dimensions;
    for (let i = 0; i < dimensions; i++)
      sum[i] = (sum[i] as number) + factor * (numbers[start + i] as number);
  };
}

function addNibbles(bytes: Uint8Array, dimensions: number): AddRow {
  return (row, factor, sum) => {
    const start = (row * dimensions) / 2;
    for (let i = 0; i < dimensions; i += 2) {
      const both = bytes[start + i / 2] as number;
      sum[i] = (sum[i] as number) + factor * ((both << 28) >> 28);
      sum[i + 1] = (sum[i + 1] as number) + factor * ((both << 24) >> 28);
    }
  };
}

function vectorOf(
  tensor: Tensor | undefined,
  length = tensor?.shape[0] ?? 0,
): (ArrayLike<number> & number[]) | undefined {
  if (!tensor) return undefined;
  assertShape(tensor, length);
  const numbers = Array.from(numbersOf(tensor));
  if (numbers.every(Number.isFinite)) return numbers;
  throw broken(`its tensor ${tensor.name} holds numbers that are not finite`, { tensor: tensor.name });
}
