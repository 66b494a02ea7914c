import { PbfWriter } from 'pbf';
import { EmbedError } from '../../engine/errors.js';
import { readMessage, type WireValue } from '../../engine/workers/embedding/formats/onnx/protobuf.js';
import { readTensor } from '../../engine/workers/embedding/formats/onnx/tensor.js';

// onnx.proto3: its field numbers.
const [GRAPH, INITIALIZER] = [7, 5];
const [DIMS, RAW] = [1, 9];

/**
 * An ONNX file whose tables of `rows` rows have only those of `ids` left, in that order; all else is as it was, bit for bit.
 * @throws {EmbedError} `invalid-input` where such a table is not one row behind the other.
 */
export function pruneRows(file: Uint8Array, rows: number, ids: readonly number[]): Uint8Array<ArrayBuffer> {
  const tensor = (message: Uint8Array) => pruneTensor(message, rows, ids);
  const graph = (message: Uint8Array) => rewrite(message, INITIALIZER, tensor);
  return rewrite(file, GRAPH, graph);
}

/** A message, the bytes of one of its fields changed. It has no numbers of fixed size: none of those here do. */
function rewrite(
  message: Uint8Array,
  changed: number,
  change: (bytes: Uint8Array) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const writer = new PbfWriter();
  readMessage(message, (field, value) => {
    if (field === changed) writer.writeBytesField(field, change(value.bytes));
    else copyField(writer, field, value);
  });
  return new Uint8Array(writer.finish());
}

function copyField(writer: PbfWriter, field: number, { number, bytes }: WireValue): void {
  if (Number.isNaN(number)) writer.writeBytesField(field, bytes);
  else writer.writeVarintField(field, number);
}

function pruneTensor(message: Uint8Array, rows: number, ids: readonly number[]): Uint8Array {
  const { name, tensor } = readTensor(message);
  if (tensor?.shape[0] !== rows) return message;
  const rowBytes = tensor.bytes.length / rows;
  if (!Number.isInteger(rowBytes))
    throw new EmbedError(
      'invalid-input',
      `The rows of ${name} are not whole bytes, so none can be left out.`,
    );
  const left = new Uint8Array(ids.length * rowBytes);
  for (const [row, id] of ids.entries())
    left.set(tensor.bytes.subarray(id * rowBytes, (id + 1) * rowBytes), row * rowBytes);
  const writer = new PbfWriter();
  writer.writePackedVarint(DIMS, [ids.length, ...tensor.shape.slice(1)]);
  const isList = (field: number) => field === 4 || field === 5 || field === 7; // numbers that are not raw
  readMessage(message, (field, value) => {
    if (field !== DIMS && field !== RAW && !isList(field)) copyField(writer, field, value);
  });
  writer.writeBytesField(RAW, left);
  return new Uint8Array(writer.finish());
}
