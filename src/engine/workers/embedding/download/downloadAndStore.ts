import type { ModelFile } from '../../../models/types.js';
import { persistError } from '../../../storage/fileStore.js';
import { withFileLock } from '../../../storage/withFileLock.js';
import { fileError } from '../../../utils/fileError.js';
import { sha256OfBytes } from '../../../utils/sha256.js';
import { downloadInto } from './downloadInto.js';
import { openPartialDownload, type PartialDownload } from './partialDownload.js';
import type { ModelFileOptions, VerifiedFile } from './types.js';

/**
 * Downloads a file whose SHA-256 is known, and stores it once its bytes are right. The layer between `getModelFile`, which has looked
 * into the store, and `downloadInto`, which makes the requests.
 */
export async function downloadAndStore(file: ModelFile, options: ModelFileOptions): Promise<VerifiedFile> {
  const { store, url, model, tools, onBytes } = options;
  const partial = await openPartialDownload(store, file, {
    url,
    model,
    onBytes: (loaded) => onBytes('downloading', loaded),
  });
  try {
    const inOnePiece = await downloadInto(partial, tools);
    onBytes('verifying', file.bytes);
    if (!inOnePiece && !(await isRight(partial.bytes, file))) {
      await partial.restart(undefined); // what was stored of it, or the server's word that it is of this version, was wrong
      await downloadInto(partial, tools);
    }
    await assertRight(partial, file);
  } catch (error) {
    await partial.suspend();
    throw error;
  }
  const problem = await partial.commit();
  return { bytes: partial.bytes, sha256: file.sha256, ...(problem && { persistError: problem }) };
}

/**
 * The same for a file without a pinned SHA-256, of which only the length is known. Its SHA-256 is noted with the model, and later
 * visits verify it by that.
 */
export async function downloadUnpinned(file: ModelFile, options: ModelFileOptions): Promise<VerifiedFile> {
  const { store, url, model, tools, onBytes } = options;
  const inMemory = { ...store, openPart: undefined }; // parts are found by the SHA-256
  const partial = await openPartialDownload(inMemory, file, {
    url,
    model,
    onBytes: (loaded) => onBytes('downloading', loaded),
  });
  await downloadInto(partial, tools);
  onBytes('verifying', file.bytes);
  const { bytes } = partial;
  const sha256 = await sha256OfBytes(bytes);
  const problem = await withFileLock(sha256, () =>
    store.write(sha256, bytes).then(() => undefined, persistError),
  );
  return { bytes, sha256, ...(problem && { persistError: problem }) };
}

/** Whether bytes have the length and the SHA-256 of a file. */
export async function isRight(
  bytes: Uint8Array<ArrayBuffer>,
  { bytes: length, sha256 }: ModelFile,
): Promise<boolean> {
  return bytes.length === length && (await sha256OfBytes(bytes)) === sha256;
}

async function assertRight(partial: PartialDownload, file: ModelFile): Promise<void> {
  const found = await sha256OfBytes(partial.bytes);
  if (found === file.sha256) return;
  await partial.restart(undefined); // none of it is of use
  const { url } = partial;
  throw fileError(
    'integrity-mismatch',
    `${url} is not the file that the model's description names (its SHA-256 is ${found}). It was not used. ` +
      'Put the right version there, or describe this one.',
    { url, sha256: found, expected: file.sha256 },
  );
}
