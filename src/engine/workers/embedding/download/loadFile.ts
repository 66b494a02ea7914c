import type { EmbedError } from '../../../errors.js';
import type { ModelFile } from '../../../models/types.js';
import type { FileStore } from '../../../storage/types.js';
import { withFileLock } from '../../../storage/withFileLock.js';
import { sha256OfBytes } from '../../../utils/sha256.js';
import type { DownloadTools } from './request.js';

/** The bytes of a file, verified. */
export interface LoadedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  /** Why it could not be stored for the next visit, if so. */
  readonly persistError?: EmbedError;
}

/** What is done with a file's bytes, and how many there are so far. */
export type OnBytes = (step: 'reading' | 'downloading' | 'verifying', loaded: number) => void;

/** Options of {@link loadFile}. */
export interface LoadFileOptions {
  readonly url: string;
  /** The id of the model that the file is of. */
  readonly model: string;
  readonly store: FileStore;
  readonly tools: DownloadTools;
  readonly onBytes: OnBytes;
  /** Throws if the model may not be downloaded. */
  readonly assertWanted: () => void;
}

/**
 * A model's file, from the browser's store, or else from `url` and then stored. Nothing half or wrong is used or stored.
 * Tabs and workers that want the same file at once wait for one download.
 * @throws {EmbedError} `model-not-found`, `model-load-failed`, `integrity-mismatch`.
 */
export async function loadFile(file: ModelFile, options: LoadFileOptions): Promise<LoadedFile> {
  const { store, onBytes, assertWanted } = options;
  if (file.sha256 === '') {
    assertWanted();
    return import('./fetchFile.js').then(({ fetchUnknown }) => fetchUnknown(file, options));
  }
  return withFileLock(file.sha256, async () => {
    const stored = await readVerified(store, file);
    if (!stored) {
      assertWanted();
      return (await import('./fetchFile.js')).fetchFile(file, options);
    }
    onBytes('reading', stored.length);
    return { bytes: stored, sha256: file.sha256 };
  });
}

/** The file as it was stored, unless the storage has spoilt it. */
async function readVerified(store: FileStore, file: ModelFile): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const bytes = await store.read(file.sha256);
    if (!bytes || (await isRight(bytes, file))) return bytes;
    await store.remove(file.sha256);
  } catch {
    // The file is fetched again, and keeping it will tell if the store is broken for good.
  }
  return undefined;
}

/** Whether bytes are those of the file that is described. */
export async function isRight(
  bytes: Uint8Array<ArrayBuffer>,
  { bytes: length, sha256 }: ModelFile,
): Promise<boolean> {
  return bytes.length === length && (await sha256OfBytes(bytes)) === sha256;
}
