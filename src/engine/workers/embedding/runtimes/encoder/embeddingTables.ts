import { evenFloats, finiteFloats } from '../../formats/floats.js';
import { numbersOf, oneForEach, oneOf } from '../../formats/numbers.js';
import type { BertWeights, Quantization, Table } from '../../formats/types.js';
import type { Address, Instance } from './instance.js';
import { widenInto } from './widen.js';

/** A table in the encoder's memory: a value is `scale * int8 + offset`, with one of each per row. */
export interface PackedTable {
  readonly values: Address;
  readonly scales: Address;
  readonly offsets: Address;
}

/** Integers stay as they are; floats become int8 with a scale per row (cosine to them above 0.9999). */
export function packTable(instance: Instance, table: Table, width: number): PackedTable {
  const { wasm, put } = instance;
  const values = wasm.allocate(table.rows * width);
  const bytes = instance.bytes(values, table.rows * width);
  if (table.blocks) {
    if (table.columns < width) bytes.fill(0);
    const widened = widenInto(instance, table.values, table.blocks, values, width);
    return { ...widened, offsets: put(new Float32Array(table.rows)) };
  }
  const { scales, offsets } = table.quantization
    ? copyIntegers(table, table.quantization, bytes, width)
    : quantizeFloats(table, bytes, width);
  return { values, scales: put(scales), offsets: put(offsets) };
}

/** `bytes` starts at a multiple of 64. */
function copyIntegers(
  { rows, columns, values }: Table,
  { scales, zeroPoints }: Quantization,
  bytes: Uint8Array,
  width: number,
): { scales: Float32Array; offsets: Float32Array } {
  const source = values.bytes;
  if (columns === width) bytes.set(source);
  else
    for (let row = 0; row < rows; row++)
      bytes.set(source.subarray(row * columns, (row + 1) * columns), row * width);
  const unsigned = values.type === 'uint8';
  if (unsigned) flipSigns(bytes);
  const placed = { scales: new Float32Array(rows), offsets: new Float32Array(rows) };
  const zeroPointOf = (row: number) => oneOf(zeroPoints, row) - (unsigned ? 128 : 0);
  const offsetOf = (row: number) => -Math.fround(oneOf(scales, row) * zeroPointOf(row));
  oneForEach(scales, placed.scales);
  if (scales.length === 1 && zeroPoints.length === 1) placed.offsets.fill(offsetOf(0));
  else for (let row = 0; row < rows; row++) placed.offsets[row] = offsetOf(row);
  if (columns < width)
    for (let row = 0; row < rows; row++)
      bytes.fill(zeroPointOf(row), row * width + columns, (row + 1) * width); // it stands for 0
  return placed;
}

/** uint8 less 128 is int8: the same bits but for the highest. */
function flipSigns(bytes: Uint8Array): void {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) ^ 0x80808080;
}

function quantizeFloats({ rows, columns, values }: Table, bytes: Uint8Array, width: number) {
  const floats = evenFloats(values);
  const placed = { scales: new Float32Array(rows), offsets: new Float32Array(rows) };
  for (let row = 0; row < rows; row++) {
    const from = floats.subarray(row * columns, (row + 1) * columns);
    placed.scales[row] = quantizeRow(from, bytes, row * width, width);
  }
  return placed;
}

/** Writes a row of floats as int8; returns its scale. */
function quantizeRow(row: Float32Array, bytes: Uint8Array, start: number, width: number): number {
  let largest = 0;
  for (let i = 0; i < row.length; i++) largest = Math.max(largest, Math.abs(row[i] as number));
  const scale = Math.fround(largest / 127) || 1;
  for (let i = 0; i < row.length; i++) bytes[start + i] = Math.round((row[i] as number) / scale);
  bytes.fill(0, start + row.length, start + width);
  return scale;
}

/** The rows of positions, the first token type's row added to each: `positions x width`. */
export function sumPositions({ positions, tokenTypes }: BertWeights, width: number): Float32Array {
  const { rows, columns } = positions;
  const type = dequantize(tokenTypes, 1);
  const values = dequantize(positions, rows);
  const sums = new Float32Array(rows * width);
  for (let row = 0, i = 0; row < rows; row++)
    for (let k = 0; k < columns; k++, i++)
      sums[row * width + k] = (values[i] as number) + (type[k] as number);
  return sums;
}

/** The numbers of the first `rows` of a table. */
function dequantize({ values, columns, quantization }: Table, rows: number): Float32Array {
  if (!quantization) return finiteFloats(values);
  const { scales, zeroPoints } = quantization;
  const integers = numbersOf(values);
  const floats = new Float32Array(rows * columns);
  for (let row = 0, i = 0; row < rows; row++) {
    const [scale, zeroPoint] = [oneOf(scales, row), oneOf(zeroPoints, row)];
    for (const end = i + columns; i < end; i++) floats[i] = scale * ((integers[i] as number) - zeroPoint);
  }
  return floats;
}
