import { toFloat32 } from '../weights/floats.js';
import type { BertWeights, Table } from '../weights/types.js';
import type { Address, Instance } from './instance.js';

/** A table in the encoder's memory: a value is `scale * int8 + offset`, with one of each per row. */
export interface PlacedTable {
  readonly values: Address;
  readonly scales: Address;
  readonly offsets: Address;
}

/** Integers stay as they are; floats become int8 with a scale per row (cosine to them above 0.9999). */
export function placeTable(instance: Instance, table: Table, width: number): PlacedTable {
  const { rows, columns, values, quantization } = table;
  const address = instance.wasm.allocate(rows * width);
  const scales = new Float32Array(rows);
  const offsets = new Float32Array(rows);
  if (!quantization) {
    const floats = toFloat32(values);
    const bytes = instance.bytes(address, rows * width);
    for (let row = 0; row < rows; row++)
      scales[row] = quantiseRow(
        floats.subarray(row * columns, (row + 1) * columns),
        bytes,
        row * width,
        width,
      );
  } else {
    // uint8 with its zero point, less 128 each, is int8.
    const shift = values.type === 'uint8' ? 128 : 0;
    const bytes = instance.bytes(address, rows * width);
    for (let row = 0; row < rows; row++) {
      const which = quantization.scales.length === 1 ? 0 : row;
      const scale = quantization.scales[which] ?? 1;
      const zeroPoint = (quantization.zeroPoints[which] ?? 0) - shift;
      scales[row] = scale;
      offsets[row] = -Math.fround(scale * zeroPoint);
      if (columns < width) bytes.fill(zeroPoint, row * width + columns, (row + 1) * width);
    }
    copyRows(values.bytes, bytes, rows, columns, width);
    if (shift) for (let row = 0; row < rows; row++) flipSigns(bytes, row * width, columns);
  }
  return { values: address, scales: instance.put(scales), offsets: instance.put(offsets) };
}

function copyRows(from: Uint8Array, to: Uint8Array, rows: number, columns: number, width: number): void {
  if (columns === width) to.set(from);
  else
    for (let row = 0; row < rows; row++)
      to.set(from.subarray(row * columns, (row + 1) * columns), row * width);
}

function flipSigns(bytes: Uint8Array, start: number, count: number): void {
  for (let i = start; i < start + count; i++) bytes[i] = (bytes[i] as number) ^ 0x80;
}

/** Writes a row of floats as int8; returns its scale. */
function quantiseRow(row: Float32Array, bytes: Uint8Array, start: number, width: number): number {
  let largest = 0;
  for (let i = 0; i < row.length; i++) largest = Math.max(largest, Math.abs(row[i] as number));
  const scale = Math.fround(largest / 127) || 1;
  for (let i = 0; i < row.length; i++) bytes[start + i] = Math.round((row[i] as number) / scale);
  bytes.fill(0, start + row.length, start + width);
  return scale;
}

/** The rows of positions, the first token type's row added to each: `positions x width`. */
export function sumPositions({ positions, tokenTypes }: BertWeights, width: number): Float32Array {
  const types = dequantise(tokenTypes);
  const rows = dequantise(positions);
  const { columns } = positions;
  const sums = new Float32Array(positions.rows * width);
  for (let row = 0; row < positions.rows; row++)
    for (let i = 0; i < columns; i++)
      sums[row * width + i] = (rows[row * columns + i] as number) + (types[i] as number);
  return sums;
}

function dequantise({ values, columns, quantization }: Table): Float32Array {
  if (!quantization) return toFloat32(values);
  const { scales, zeroPoints } = quantization;
  const { buffer, byteOffset, byteLength } = values.bytes;
  const integers =
    values.type === 'int8'
      ? new Int8Array(buffer, byteOffset, byteLength)
      : new Uint8Array(buffer, byteOffset, byteLength);
  return Float32Array.from(integers, (integer, i) => {
    const row = scales.length === 1 ? 0 : Math.floor(i / columns);
    return (scales[row] ?? 1) * (integer - (zeroPoints[row] ?? 0));
  });
}
