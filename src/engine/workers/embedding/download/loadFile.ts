import type { ModelFile } from '../../../models/types.js';
import type { FileStore } from '../../../storage/types.js';
import { withFileLock } from '../../../storage/withFileLock.js';
import { fetchFile, fetchUnknown, isRight, type LoadedFile, type LoadFileOptions } from './fetchFile.js';

/**
 * A model's file, from the browser's store, or else from `url` and then stored. Nothing half or wrong is used or stored.
 * Tabs and workers that want the same file at once wait for one download.
 * @throws {EmbedError} `model-not-found`, `model-load-failed`, `integrity-mismatch`.
 */
export async function loadFile(file: ModelFile, options: LoadFileOptions): Promise<LoadedFile> {
  const { store, onBytes, assertWanted } = options;
  if (file.sha256 === '') {
    assertWanted();
    return fetchUnknown(file, options);
  }
  return withFileLock(file.sha256, async () => {
    const stored = await readVerified(store, file);
    if (!stored) {
      assertWanted();
      return fetchFile(file, options);
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
