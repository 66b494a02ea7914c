import type { PbfReader } from 'pbf';
import { EmbedError } from '../../errors.js';
import type { ElementType, Tensor } from './types.js';

// The TensorProto of the ONNX format (onnx.proto3). Numbers are its field numbers and its codes of types.

const TYPES: Readonly<Record<number, ElementType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  10: 'float16',
  16: 'bfloat16',
};

interface Draft {
  name: string;
  code: number;
  shape: number[];
  raw?: Uint8Array;
  floats: number[];
  integers: number[];
  external: boolean;
}

/** A tensor's name and, if it is of a type that a BERT has, the tensor. Throws if it lies in another file. */
export function readTensor(reader: PbfReader): { readonly name: string; readonly tensor?: Tensor } {
  const draft = { name: '', code: 0, shape: [], floats: [], integers: [], external: false };
  const { name, code, shape, raw, floats, integers, external } = reader.readMessage<Draft>(readField, draft);
  if (external) throw externalData(name);
  const type = TYPES[code];
  return type
    ? { name, tensor: { name, type, shape, bytes: raw ?? bytesOf(type, floats, integers) } }
    : { name };
}

// A list may come packed or number by number: each call appends.
function readField(field: number, tensor: Draft, reader: PbfReader): void {
  if (field === 1) reader.readPackedVarint(tensor.shape, true);
  else if (field === 2) tensor.code = reader.readVarint();
  else if (field === 4) reader.readPackedFloat(tensor.floats);
  else if (field === 5 || field === 7) reader.readPackedVarint(tensor.integers, true);
  else if (field === 8) tensor.name = reader.readString();
  else if (field === 9) tensor.raw = reader.readBytes();
  else if (field === 14) tensor.external = reader.readVarint() === 1;
}

/** `int32_data` also holds the narrower integers and the bits of half floats, one in each. */
function bytesOf(type: ElementType, floats: readonly number[], integers: readonly number[]): Uint8Array {
  return new Uint8Array(arrayOf(type, floats, integers).buffer);
}

function arrayOf(type: ElementType, floats: readonly number[], integers: readonly number[]) {
  switch (type) {
    case 'float32':
      return Float32Array.from(floats);
    case 'int64':
      return BigInt64Array.from(integers, BigInt);
    case 'int32':
      return Int32Array.from(integers);
    case 'float16':
    case 'bfloat16':
      return Uint16Array.from(integers);
    default:
      return Uint8Array.from(integers); // the bits of int8, too
  }
}

/** The value of a `Constant` that is written as plain numbers. */
export function tensorOf(name: string, floats: readonly number[], integers: readonly number[]): Tensor {
  const type = floats.length > 0 ? 'float32' : 'int64';
  return {
    name,
    type,
    shape: [floats.length || integers.length],
    bytes: bytesOf(type, floats, integers),
  };
}

function externalData(tensor: string): EmbedError {
  return new EmbedError(
    'model-load-failed',
    `The weights lie in a file beside the ONNX file (its tensor ${tensor} does). Use one that holds them itself.`,
    { details: { tensor } },
  );
}
