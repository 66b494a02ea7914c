import { packedName } from '../../../../storage/places.js';
import type { FileStore, OpenFile } from '../../../../storage/types.js';
import { sha256OfBytes } from '../../../../utils/sha256.js';
import { type Encoder, type EncoderOptions, type ImageFacts, restoreEncoder } from './encoder.js';

// A model's weights as the encoder has them in memory, stored beside the file that they come from: a later visit reads neither
// ONNX nor packs. The header comes first, and is written last: without it the rest is not whole.

/** Raise it when packWeights, or what wasm/encoder makes of weights, changes: a test notices. Stored files are then made anew. */
export const PACKING = 1;

export const HEADER_BYTES = 4_096;

export interface Header {
  readonly packing: number;
  readonly facts: ImageFacts;
  readonly sha256: string;
}

/** An encoder whose weights came from a packed file. */
export interface RestoredEncoder {
  readonly encoder: Encoder;
  /** Resolves to whether the file was as it had been written. The check runs beside other work. */
  readonly isRight: Promise<boolean>;
}

/**
 * The encoder of weights that an earlier visit has packed; `undefined` when there are none, or they are of no use here.
 * @param weights the SHA-256 of the file that they come from
 */
export async function readPacked(
  store: FileStore,
  weights: string,
  options: EncoderOptions,
): Promise<RestoredEncoder | undefined> {
  const file = await openIfThere(store, packedName(weights));
  if (!file) return undefined;
  try {
    const header = readHeader(file);
    const bytes = header ? header.facts.end - header.facts.start : 0;
    if (!header || header.packing !== PACKING || file.size !== HEADER_BYTES + bytes) return undefined;
    let isRight = Promise.resolve(false);
    const readInto = (memory: Uint8Array<ArrayBuffer>) => {
      file.read(memory, HEADER_BYTES);
      isRight = sha256OfBytes(memory).then((sha256) => sha256 === header.sha256); // it takes a copy at once
    };
    const encoder = await restoreEncoder(header.facts, readInto, options);
    return { encoder, isRight };
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
