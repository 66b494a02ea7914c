// How the file of an index begins (docs/index-file.md); writeIndexFile.ts and readIndexFile.ts do the rest.

export const MAGIC = 'REINDEX\n';
export const VERSION = 3;
/** Where things begin: the digest, what it is of, the header. */
export const DIGEST = 16;
export const CONTENT = 48;
export const HEADER = 56;
export const SPACE = 0x20;
const ALIGNMENT = 8;

/** Whether bytes begin as the file of an index does, of whatever version. */
export function isIndexFile(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC.length && [...MAGIC].every((letter, i) => bytes[i] === letter.charCodeAt(0));
}

export const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
