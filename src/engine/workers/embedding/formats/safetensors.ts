import type { ElementType, Tensor } from './types.js';
import { assertWhole, broken } from './validation.js';

// The safetensors format: 8 bytes with the length of a JSON header, the header, and the tensors.

const HEADER_START = 8;
const TYPES: Readonly<Record<string, ElementType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I8: 'int8',
  U8: 'uint8',
  I32: 'int32',
  I64: 'int64',
};

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Whether a file begins as safetensors do. */
export function isSafetensors(bytes: Uint8Array): boolean {
  return bytes.length > HEADER_START && bytes[HEADER_START] === 0x7b && headerEnd(bytes) <= bytes.length;
}

/**
 * The tensors of a safetensors file, by name: views of it.
 * @throws {EmbedError} `model-load-failed` unless they fill it without a gap, each with as many bytes as its shape says.
 */
export function readTensors(bytes: Uint8Array): ReadonlyMap<string, Tensor> {
  const end = headerEnd(bytes);
  if (end > bytes.length) throw broken(`it has ${bytes.length} bytes, and its header alone ${end}`);
  const tensors = new Map<string, Tensor>();
  const ranges: { readonly name: string; readonly from: number; readonly to: number }[] = [];
  for (const [name, entry] of Object.entries(parseHeader(bytes.subarray(HEADER_START, end)))) {
    if (name === '__metadata__') continue;
    if (!isEntry(entry))
      throw broken(`its header does not say where its tensor ${name} lies`, { tensor: name });
    const [from, to] = entry.data_offsets;
    ranges.push({ name, from, to });
    const type = TYPES[entry.dtype];
    if (!type) continue; // none that any model here is made of
    const tensor = { name, type, shape: entry.shape, bytes: bytes.subarray(end + from, end + to) };
    assertWhole(tensor);
    tensors.set(name, tensor);
  }
  assertNoGaps(ranges, bytes.length - end);
  return tensors;
}

function assertNoGaps(
  ranges: readonly { readonly name: string; readonly from: number; readonly to: number }[],
  length: number,
): void {
  let at = 0;
  for (const { name, from, to } of ranges.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== at || to < from)
      throw broken(`its tensor ${name} does not begin where another ends`, { tensor: name });
    at = to;
  }
  if (at !== length) throw broken(`it has ${length} bytes of tensors, and its header tells of ${at}`);
}

/** 8 bytes more than a file has if it is too short to say. */
function headerEnd(bytes: Uint8Array): number {
  if (bytes.length < HEADER_START) return bytes.length + HEADER_START;
  return HEADER_START + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { dtype, shape, data_offsets: offsets } = value as Partial<Record<keyof Entry, unknown>>; // just checked
  return typeof dtype === 'string' && isSizes(shape) && isSizes(offsets) && offsets.length === 2;
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return { ...header };
  } catch (cause) {
    throw broken('its header is not JSON', {}, cause);
  }
  throw broken('its header is not an object');
}
