import { EmbedError } from '../../../../errors.js';
import type { ElementType, Tensor } from '../types.js';
import { broken } from '../validation.js';
import { countVarints, pushVarints, readMessage, readVarint, textOf, type WireValue } from './protobuf.js';

// The TensorProto of the ONNX format (onnx.proto3). Numbers are its field numbers and its codes of types.

const TYPES: Readonly<Record<number, ElementType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  16: 'bfloat16',
  22: 'int4',
};

/** More axes than any model has. */
const MAX_RANK = 16;
/** Exporters pack their lists. */
const MAX_PARTS = 100_000;

interface Draft {
  name: string;
  code: number;
  shape: number[];
  raw?: Uint8Array;
  /** Parts of a list: packed ones, and between them numbers that were written one by one. */
  parts: WireValue[];
  external: boolean;
}

/** A tensor's name and, if it is of a type that a BERT has, the tensor. Throws if it lies in another file. */
export function readTensor(message: Uint8Array): { readonly name: string; readonly tensor?: Tensor } {
  const draft: Draft = { name: '', code: 0, shape: [], parts: [], external: false };
  readMessage(message, (field, value) => readField(field, draft, value));
  const { name, code, shape, raw, parts, external } = draft;
  if (external) throw externalData(name);
  const wrong = shape.find((size) => !(Number.isSafeInteger(size) && size >= 0));
  if (wrong !== undefined) throw broken(`its tensor ${name} has a size of ${wrong}`, { tensor: name });
  const type = TYPES[code];
  if (!type) return { name };
  if (raw || parts.length === 0)
    return { name, tensor: { name, type, shape, bytes: raw ?? new Uint8Array() } };
  return { name, tensor: new ListedTensor(name, type, shape, parts) };
}

// A list may come packed or number by number: each adds to it.
function readField(field: number, tensor: Draft, value: WireValue): void {
  if (field === 1) pushVarints(value, tensor.shape, MAX_RANK);
  else if (field === 2) tensor.code = value.number;
  else if (field === 4 || field === 5 || field === 7) {
    if (tensor.parts.push(value) > MAX_PARTS) throw new Error('a long list that is not packed');
  } else if (field === 8) tensor.name = textOf(value);
  else if (field === 9) tensor.raw = value.bytes;
  else if (field === 14) tensor.external = value.number === 1;
}

/** A tensor whose numbers are a list in the file. It is unpacked only when it is read, since most never are. */
class ListedTensor implements Tensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly #parts: readonly WireValue[];
  #bytes: Uint8Array | undefined;

  constructor(name: string, type: ElementType, shape: readonly number[], parts: readonly WireValue[]) {
    this.name = name;
    this.type = type;
    this.shape = shape;
    this.#parts = parts;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= this.type === 'float32' ? joined(this.#parts) : this.#integers();
    return this.#bytes;
  }

  /** `int32_data` also holds the narrower integers and the bits of half floats, one in each. */
  #integers(): Uint8Array {
    const width = { int64: 8, int32: 4, float16: 2, bfloat16: 2 }[this.type as string] ?? 1;
    const count = this.#parts.reduce((sum, part) => sum + (isSingle(part) ? 1 : countVarints(part.bytes)), 0);
    if (count !== this.shape.reduce((a, b) => a * b, 1))
      throw broken(`its tensor ${this.name} has ${count} numbers for the shape [${this.shape}]`, {
        tensor: this.name,
      });
    const view = new DataView(new ArrayBuffer(count * width));
    let at = 0;
    const put = (number: number) => {
      if (width === 1) view.setUint8(at, number);
      else if (width === 2) view.setUint16(at, number, true);
      else view.setInt32(at, number, true);
      if (width === 8) view.setInt32(at + 4, Math.floor(number / 2 ** 32), true);
      at += width;
    };
    for (const part of this.#parts) {
      if (isSingle(part)) put(part.number);
      else
        for (let from = 0; from < part.bytes.length; ) {
          const { number, end } = readVarint(part.bytes, from);
          put(number);
          from = end;
        }
    }
    return new Uint8Array(view.buffer);
  }
}

const isSingle = ({ number }: WireValue) => !Number.isNaN(number);

function joined(parts: readonly WireValue[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only.bytes;
  const all = new Uint8Array(parts.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let at = 0;
  for (const { bytes } of parts) {
    all.set(bytes, at);
    at += bytes.length;
  }
  return all;
}

/** The value of a `Constant` that is written as plain numbers. */
export function tensorOf(
  name: string,
  numbers: readonly number[],
  type: 'float32' | 'int64',
  isList: boolean,
): Tensor {
  const values = type === 'float32' ? Float32Array.from(numbers) : BigInt64Array.from(numbers, BigInt);
  return { name, type, shape: isList ? [numbers.length] : [], bytes: new Uint8Array(values.buffer) };
}

function externalData(tensor: string): EmbedError {
  return new EmbedError(
    'model-load-failed',
    `The weights lie in a file beside the ONNX file (its tensor ${tensor} does). Use one that holds them itself.`,
    { details: { tensor } },
  );
}
