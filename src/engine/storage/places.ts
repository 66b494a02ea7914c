// Where a browser keeps the files of models: what the page lists and deletes, and the worker reads and writes.
//
//   SHA256            a file, by its content: the same one from two servers is stored once
//   SHA256.part       beside a file that is not whole yet: what it will be
//   SHA256.packed     beside the weights of a model: its weights as the encoder has them in memory
//   DIGEST.model      what is stored of a model, written when all of it is

import type { ModelSpec } from '../models/types.js';
import { withLock } from './withLock.js';

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

/** A place with named entries. */
export interface Place {
  readonly kind: 'opfs' | 'cache';
  /** The names of all entries, with their bytes. */
  list(): Promise<ReadonlyMap<string, number>>;
  text(name: string): Promise<string | undefined>;
  remove(name: string): Promise<void>;
}

/** An address that nobody fetches: `.invalid` is reserved for that (RFC 2606). */
export const addressOf = (name: string) => `https://react-embeddings.invalid/${name}`;

/** @throws whatever the browser throws where there is none, as in a private window. */
export async function openDirectory(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(STORE, { create: true });
}

export function directoryPlace(directory: FileSystemDirectoryHandle): Place {
  const fileOf = async (name: string) => (await directory.getFileHandle(name)).getFile();
  return {
    kind: 'opfs',
    async list() {
      const sizes = new Map<string, number>();
      for await (const name of directory.keys()) {
        const file = await fileOf(name).catch(ifMissing); // a worker may have removed it meanwhile
        if (file) sizes.set(name, file.size);
      }
      return sizes;
    },
    text: async (name) => (await fileOf(name).catch(ifMissing))?.text(),
    remove: (name) => directory.removeEntry(name).catch(ifMissing),
  };
}

export function cachePlace(cache: Cache): Place {
  return {
    kind: 'cache',
    async list() {
      const sizes = new Map<string, number>();
      for (const request of await cache.keys()) {
        const length = (await cache.match(request))?.headers.get('content-length');
        sizes.set(new URL(request.url).pathname.slice(1), Number(length));
      }
      return sizes;
    },
    text: async (name) => (await cache.match(addressOf(name)))?.text(),
    async remove(name) {
      await cache.delete(addressOf(name));
    },
  };
}

/** Turns the error of a missing file into undefined. */
export function ifMissing(error: unknown): undefined {
  if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
  throw error;
}

/** What a note says, or undefined when there is none, or its writing was cut off. */
export function readNote<T extends PartNote | ModelNote>(text: string | undefined): T | undefined {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Runs `work` while no other tab or worker of this origin works on the file `name`. */
export function aloneWith<T>(name: string, work: () => Promise<T>): Promise<T> {
  return withLock(`${STORE}/${name}`, work);
}
