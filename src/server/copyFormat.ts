import { halfBits } from '../engine/math/float16.js';

// COPY's binary format: numbers with the highest byte first, each value behind its length in bytes.

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const HEADER = Buffer.concat([SIGNATURE, Buffer.alloc(8)]); // no flags, no extension
const TRAILER = Buffer.from([0xff, 0xff]);
const ROWS_PER_BATCH = 64;

/** A whole file, in chunks of some rows. */
export function* binaryFile(rows: Iterable<Buffer>): Generator<Buffer> {
  let chunk: Buffer[] = [HEADER];
  for (const row of rows) {
    if (chunk.push(row) < ROWS_PER_BATCH) continue;
    yield Buffer.concat(chunk);
    chunk = [];
  }
  yield Buffer.concat([...chunk, TRAILER]);
}

export function binaryRow(values: readonly Buffer[]): Buffer {
  const count = Buffer.alloc(2);
  count.writeInt16BE(values.length);
  return Buffer.concat([count, ...values.flatMap((value) => [int32(value.length), value])]);
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** A `vector` as pgvector receives it. */
export function singleBytes(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(4 + 4 * vector.length);
  bytes.writeInt16BE(vector.length);
  for (let i = 0; i < vector.length; i += 1) bytes.writeFloatBE(vector[i] as number, 4 + 4 * i);
  return bytes;
}

/** A `halfvec`; of numbers that it can hold, as those of vectors of length 1 are. */
export function halfBytes(vector: Float32Array): Buffer {
  const floats = Float32Array.from(vector);
  const words = new Uint32Array(floats.buffer);
  const bytes = Buffer.alloc(4 + 2 * floats.length);
  bytes.writeInt16BE(floats.length);
  for (let i = 0; i < floats.length; i += 1)
    bytes.writeUInt16BE(halfBits(floats[i] as number, words[i] as number) ?? 0, 4 + 2 * i);
  return bytes;
}
