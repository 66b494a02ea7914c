import { packedName } from '../../../../storage/fileNames.js';
import type { FileStore, OpenFile } from '../../../../storage/types.js';
import { type Encoder, type EncoderOptions, type ImageFacts, restoreEncoder } from './encoder.js';

// A model's weights as the encoder has them in memory, stored beside the file that they come from: a later visit reads neither
// ONNX nor packs. The header comes first, and is written last: without it the rest is not whole.

/** Raise it when packWeights, or what wasm/encoder makes of weights, changes: a test notices. Stored files are then made anew. */
export const PACKING = 2;

export const HEADER_BYTES = 4_096;

export interface Header {
  readonly packing: number;
  readonly facts: ImageFacts;
  /** Checksum of the bytes behind the header, by `EncoderImage.checksum`. */
  readonly checksum: string;
  /** The browser that has chosen the build: the same one on the same machine need not choose again. */
  readonly browser: string;
}

export const browserName = (): string => globalThis.navigator?.userAgent ?? '';

/**
 * The encoder of weights that an earlier visit has packed; `undefined` when there are none, they are not as they were written, or
 * of no use here.
 * @param weights the SHA-256 of the file that they come from
 */
export async function readPacked(
  store: FileStore,
  weights: string,
  options: EncoderOptions,
): Promise<Encoder | undefined> {
  const file = await openIfThere(store, packedName(weights));
  if (!file) return undefined;
  try {
    const header = readHeader(file);
    const bytes = header ? header.facts.end - header.facts.start : 0;
    if (!header || header.packing !== PACKING || file.size !== HEADER_BYTES + bytes) return undefined;
    const { facts, checksum, browser } = header;
    const readInto = (memory: Uint8Array<ArrayBuffer>) => void file.read(memory, HEADER_BYTES);
    const known = browser === browserName() ? { ...options, build: facts.build } : options;
    const encoder = await restoreEncoder(facts, readInto, known);
    if (encoder.image.checksum() === checksum) return encoder;
    file.write(new Uint8Array(1), 0); // without a header it is written anew
    return undefined;
  } catch {
    return undefined; // the weights are packed anew
  } finally {
    file.close();
  }
}

export function readHeader(file: OpenFile): Header | undefined {
  const bytes = new Uint8Array(HEADER_BYTES);
  if (file.read(bytes, 0) < HEADER_BYTES || bytes[0] === 0) return undefined;
  return JSON.parse(new TextDecoder().decode(bytes));
}

export async function openIfThere(store: FileStore, name: string): Promise<OpenFile | undefined> {
  try {
    return await store.openInPlace?.(name, { create: false });
  } catch {
    return undefined; // it is not there, or another tab has it open
  }
}
