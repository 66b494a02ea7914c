import type { EmbedError } from '../../../errors.js';
import type { ModelFile } from '../../../models/types.js';
import { persistError } from '../../../storage/fileStore.js';
import type { FileStore } from '../../../storage/types.js';
import { withFileLock } from '../../../storage/withFileLock.js';
import { fileError } from '../../../utils/fileError.js';
import { sha256OfBytes } from '../../../utils/sha256.js';
import { download } from './download.js';
import { openPartialDownload, type PartialDownload } from './partialDownload.js';
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

/** Options of `loadFile`. */
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

/** A file from `url`, verified and stored. */
export async function fetchFile(file: ModelFile, options: LoadFileOptions): Promise<LoadedFile> {
  const { store, url, model, tools, onBytes } = options;
  const partial = await openPartialDownload(store, file, {
    url,
    model,
    onBytes: (loaded) => onBytes('downloading', loaded),
  });
  try {
    const inOnePiece = await download(partial, tools);
    onBytes('verifying', file.bytes);
    if (!inOnePiece && !(await isRight(partial.bytes, file))) {
      await partial.restart(undefined); // what was stored of it, or the server's word that it is of this version, was wrong
      await download(partial, tools);
    }
    await assertRight(partial, file);
  } catch (error) {
    await partial.suspend();
    throw error;
  }
  const problem = await partial.commit();
  return { bytes: partial.bytes, sha256: file.sha256, ...(problem && { persistError: problem }) };
}

/** A file of which only the length is known. Its SHA-256 is noted with the model, and later visits hold it to that. */
export async function fetchUnknown(file: ModelFile, options: LoadFileOptions): Promise<LoadedFile> {
  const { store, url, model, tools, onBytes } = options;
  const inMemory = { ...store, openPart: undefined }; // parts are found by the SHA-256
  const partial = await openPartialDownload(inMemory, file, {
    url,
    model,
    onBytes: (loaded) => onBytes('downloading', loaded),
  });
  await download(partial, tools);
  onBytes('verifying', file.bytes);
  const { bytes } = partial;
  const sha256 = await sha256OfBytes(bytes);
  const problem = await withFileLock(sha256, () =>
    store.write(sha256, bytes).then(() => undefined, persistError),
  );
  return { bytes, sha256, ...(problem && { persistError: problem }) };
}

/** Whether bytes are those of the file that is described. */
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
