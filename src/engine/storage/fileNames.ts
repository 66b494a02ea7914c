// Where a browser keeps the files of models: what the page lists and deletes, and the worker reads and writes.
//
//   SHA256            a file, by its content: the same one from two servers is stored once
//   SHA256.part       a note in JSON beside a file that is not whole yet: its model, length and ETag, and no bytes
//   SHA256.packed     beside the weights of a model: its weights as the encoder has them in memory
//   DIGEST.model      what is stored of a model, written when all of it is

import type { ModelSpec } from '../models/types.js';

/** The name of the directory or cache; the number is that of this layout. */
export const STORE = 'react-embeddings-models-v1';

const PART = '.part';
const MODEL = '.model';
const PACKED = '.packed';

export const partName = (file: string) => file + PART;
export const modelName = (digest: string) => digest + MODEL;
export const packedName = (file: string) => file + PACKED;
export const isPart = (name: string) => name.endsWith(PART);
export const isPacked = (name: string) => name.endsWith(PACKED);
export const isModel = (name: string) => name.endsWith(MODEL);

/** What a file will be that is not whole yet. */
export interface PartNote {
  readonly model: string;
  readonly total: number;
  /** The version that the bytes so far are of, if the server can go on from them. */
  readonly etag?: string;
}

/** What is stored of a model. */
export interface ModelNote {
  readonly spec: ModelSpec;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** By a file's path: what its server called this version of it, where it did. */
  readonly etags?: Readonly<Record<string, string>>;
  /** When its server was last asked whether its files are still those. */
  readonly checkedAt?: number;
  /** Other files are in their place now. */
  readonly isReplaced?: true;
}

/** An address that is never fetched: `.invalid` is reserved for that (RFC 2606). */
export const addressOf = (name: string) => `https://react-embeddings.invalid/${name}`;

/** What a note says, or undefined when there is none, or its writing was cut off. */
export function readNote<T extends PartNote | ModelNote>(text: string | undefined): T | undefined {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
