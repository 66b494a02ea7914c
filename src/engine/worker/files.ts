import { sha256OfBytes } from '../digest.js';
import { EmbedError } from '../errors.js';
import type { ModelFile } from '../models.js';
import { download } from './download.js';
import { type FileStore, openFileStore } from './filestore.js';

/** The bytes of a file, verified. */
export interface LoadedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Why it could not be kept for the next visit, if so. */
  readonly notKept?: EmbedError;
}

/** Where the bytes come from, and how many have come. */
export type OnBytes = (source: 'reading' | 'downloading', loaded: number) => void;

/**
 * A model's file, from the browser's store, or else from `url` and then kept. Nothing half or wrong is used or kept.
 * @throws {EmbedError} `model-not-found`, `model-load-failed`, `integrity-mismatch`.
 */
export async function loadFile(file: ModelFile, url: string, onBytes: OnBytes): Promise<LoadedFile> {
  const store = await openFileStore();
  const kept = await readVerified(store, file);
  if (kept) {
    onBytes('reading', kept.byteLength);
    return { bytes: kept };
  }
  const bytes = await download(url, file.bytes, (loaded) => onBytes('downloading', loaded));
  const found = await sha256OfBytes(bytes);
  if (found !== file.sha256) {
    throw new EmbedError(
      'integrity-mismatch',
      `${url} is not the file that the model's description names (its SHA-256 is ${found}). It was not used.`,
      { details: { url, sha256: found, expected: file.sha256 } },
    );
  }
  const notKept = await store.write(file.sha256, bytes);
  return notKept ? { bytes, notKept } : { bytes };
}

/** The file as it was kept, unless the storage has spoilt it. */
async function readVerified(store: FileStore, file: ModelFile): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = await store.read(file.sha256);
  if (!bytes || (await sha256OfBytes(bytes)) === file.sha256) return bytes;
  await store.remove(file.sha256);
  return undefined;
}
