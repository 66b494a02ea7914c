// The wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding), read strictly: no message and no number
// goes on behind the end of what it is in.

/** A field's value as it lies in the file. */
export interface WireValue {
  /** The value of a varint; NaN for other fields. Above 2^53 it is approximate. */
  readonly number: number;
  /** The bytes of texts, messages, packed lists and numbers of fixed size. A view. */
  readonly bytes: Uint8Array;
}

const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5];
const NONE = new Uint8Array();

/** Calls `visit` for each field of a message, in order. @throws {Error} for what is not a message. */
export function readMessage(message: Uint8Array, visit: (field: number, value: WireValue) => void): void {
  for (let at = 0; at < message.length; ) {
    const key = readVarint(message, at);
    const [field, kind] = [Math.floor(key.number / 8), key.number % 8];
    if (kind === VARINT) {
      const { number, end } = readVarint(message, key.end);
      visit(field, { number, bytes: NONE });
      at = end;
      continue;
    }
    const size = sizeOf(message, kind, key.end);
    const end = size.end + size.number;
    if (end > message.length) throw new Error(`it ends after ${message.length} of at least ${end} bytes`);
    visit(field, { number: Number.NaN, bytes: message.subarray(size.end, end) });
    at = end;
  }
}

function sizeOf(message: Uint8Array, kind: number, at: number): { number: number; end: number } {
  if (kind === FIXED64) return { number: 8, end: at };
  if (kind === FIXED32) return { number: 4, end: at };
  if (kind !== BYTES) throw new Error(`a field of kind ${kind}`);
  const size = readVarint(message, at);
  if (size.number < 0) throw new Error(`a length of ${size.number}`);
  return size;
}

/** A signed number of up to 64 bits, seven of them in each byte, the lowest first. */
export function readVarint(bytes: Uint8Array, at: number): { number: number; end: number } {
  let [low, high] = [0, 0];
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) throw new Error('it ends within a number');
    if (i < 4) low += (byte & 0x7f) * 2 ** (7 * i);
    else if (i === 4) {
      low += (byte & 0x0f) * 2 ** 28;
      high = (byte >> 4) & 7;
    } else high += (byte & 0x7f) * 2 ** (7 * i - 32);
    if (byte < 0x80) return { number: (high | 0) * 2 ** 32 + low, end: at + i + 1 };
  }
  throw new Error('a number of more than ten bytes');
}

/** How many numbers a packed list of varints has. */
export function countVarints(packed: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < packed.length; i++) if ((packed[i] as number) < 0x80) count++;
  return count;
}

const decoder = new TextDecoder();

export function textOf({ bytes }: WireValue): string {
  return decoder.decode(bytes);
}

/** The numbers of a list of varints, packed or one of them, behind those that came before. */
export function pushVarints({ number, bytes }: WireValue, list: number[], limit: number): void {
  if (Number.isNaN(number))
    for (let at = 0; at < bytes.length; ) {
      const next = readVarint(bytes, at);
      list.push(next.number);
      at = next.end;
      if (list.length > limit) break;
    }
  else list.push(number);
  if (list.length > limit) throw new Error(`a list of more than ${limit} numbers`);
}

/** The same of floats. */
export function pushFloats({ bytes }: WireValue, list: number[], limit: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (list.length + bytes.length / 4 > limit) throw new Error(`a list of more than ${limit} numbers`);
  for (let at = 0; at + 4 <= bytes.length; at += 4) list.push(view.getFloat32(at, true));
}
