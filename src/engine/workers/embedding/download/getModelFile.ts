import type { ModelFile } from '../../../models/types.js';
import type { FileStore } from '../../../storage/types.js';
import { withFileLock } from '../../../storage/withFileLock.js';
import { downloadAndStore, downloadUnpinned, isRight } from './downloadAndStore.js';
import type { ModelFileOptions, VerifiedFile } from './types.js';

/**
 * A model's file, from the browser's store, or else from `url` and then stored: the top layer, above `downloadAndStore`. Incomplete
 * and wrong bytes are neither used nor kept. Tabs and workers that want the same file at once wait for one download.
 * @throws {EmbedError} `model-not-found`, `model-load-failed`, `integrity-mismatch`.
 */
export async function getModelFile(file: ModelFile, options: ModelFileOptions): Promise<VerifiedFile> {
  const { store, onBytes, assertWanted } = options;
  if (file.sha256 === '') {
    assertWanted();
    return downloadUnpinned(file, options);
  }
  return withFileLock(file.sha256, async () => {
    const stored = await readVerified(store, file);
    if (!stored) {
      assertWanted();
      return downloadAndStore(file, options);
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
