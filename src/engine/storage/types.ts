import type { PartNote } from './fileNames.js';

/**
 * Keeps files in the browser by their SHA-256: the same file from two servers is stored once, and another version never
 * answers for this one. A store that does not work never fails a load: it finds nothing, and says why it keeps nothing.
 */
export interface FileStore {
  /** A file that is whole. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** @throws whatever the browser throws when there is no room. */
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(name: string): Promise<void>;
  /** Keeps a file while it comes, where the store can. Throws as `write`. */
  readonly openPart?: ((name: string) => Promise<Part>) | undefined;
  /** Opens a file to read and write at any place, where the store can. Throws what the browser throws, as while it is open elsewhere. */
  readonly openInPlace?: ((name: string, options: OpenOptions) => Promise<OpenFile>) | undefined;
}

export interface OpenOptions {
  /** Makes an empty one where there is none. */
  readonly create: boolean;
}

/** A file at hand. */
export interface OpenFile {
  readonly size: number;
  /** Fills `buffer`, or as much of it as there is. @returns how many bytes */
  read(buffer: Uint8Array, at: number): number;
  write(bytes: Uint8Array, at: number): void;
  truncate(size: number): void;
  close(): void;
}

/** A file that is on its way. What writes throws as `write`. */
export interface Part {
  /** What an earlier visit has stored of it. */
  readonly stored: { readonly note: PartNote; readonly bytes: Uint8Array } | undefined;
  /** Forgets what came so far; what comes next is as `note` says. */
  restart(note: PartNote): Promise<void>;
  append(chunk: Uint8Array): void;
  /** It is whole, and right. */
  complete(): Promise<void>;
  /** Lets go of it. What came stays for a later visit. */
  close(): void;
  /** Deletes it. */
  discard(): Promise<void>;
}
