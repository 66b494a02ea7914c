import { sha256OfBytes } from '../digest.js';
import { EmbedError } from '../errors.js';
import { alone } from '../modelStore/places.js';
import type { ModelFile } from '../models.js';
import { type Arrival, openArrival } from './arrival.js';
import { download } from './download/download.js';
import type { DownloadTools } from './download/request.js';
import { type FileStore, notKept } from './store/fileStore.js';

/** The bytes of a file, verified. */
export interface LoadedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  /** Why it could not be kept for the next visit, if so. */
  readonly notKept?: EmbedError;
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
}

/**
 * A model's file, from the browser's store, or else from `url` and then kept. Nothing half or wrong is used or kept.
 * Tabs and workers that want the same file at once wait for one download.
 * @throws {EmbedError} `model-not-found`, `model-load-failed`, `integrity-mismatch`.
 */
export function loadFile(file: ModelFile, options: LoadFileOptions): Promise<LoadedFile> {
  const { store, onBytes } = options;
  if (file.sha256 === '') return fetchUnknown(file, options);
  return alone(file.sha256, async () => {
    const kept = await readVerified(store, file);
    if (!kept) return fetchFile(file, options);
    onBytes('reading', kept.length);
    return { bytes: kept, sha256: file.sha256 };
  });
}

/** The file as it was kept, unless the storage has spoilt it. */
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

async function fetchFile(file: ModelFile, options: LoadFileOptions): Promise<LoadedFile> {
  const { store, url, model, tools, onBytes } = options;
  const arrival = await openArrival(store, file, {
    url,
    model,
    onBytes: (loaded) => onBytes('downloading', loaded),
  });
  try {
    const inOnePiece = await download(arrival, tools);
    onBytes('verifying', file.bytes);
    if (!inOnePiece && !(await isRight(arrival.bytes, file))) {
      await arrival.restart(undefined); // what was kept of it, or the server's word that it is of this version, was wrong
      await download(arrival, tools);
    }
    await assertRight(arrival, file);
  } catch (error) {
    await arrival.leave();
    throw error;
  }
  const problem = await arrival.keep();
  return { bytes: arrival.bytes, sha256: file.sha256, ...(problem && { notKept: problem }) };
}

/** A file of which only the length is known. Its SHA-256 is noted with the model, and later visits hold it to that. */
async function fetchUnknown(file: ModelFile, options: LoadFileOptions): Promise<LoadedFile> {
  const { store, url, model, tools, onBytes } = options;
  const inMemory = { ...store, openPart: undefined }; // parts are found by the SHA-256
  const arrival = await openArrival(inMemory, file, {
    url,
    model,
    onBytes: (loaded) => onBytes('downloading', loaded),
  });
  await download(arrival, tools);
  onBytes('verifying', file.bytes);
  const { bytes } = arrival;
  const sha256 = await sha256OfBytes(bytes);
  const problem = await alone(sha256, () => store.write(sha256, bytes).then(() => undefined, notKept));
  return { bytes, sha256, ...(problem && { notKept: problem }) };
}

async function assertRight(arrival: Arrival, file: ModelFile): Promise<void> {
  const found = await sha256OfBytes(arrival.bytes);
  if (found === file.sha256) return;
  await arrival.restart(undefined); // none of it is of use
  const { url } = arrival;
  throw new EmbedError(
    'integrity-mismatch',
    `${url} is not the file that the model's description names (its SHA-256 is ${found}). It was not used. ` +
      'Put the right version there, or describe this one.',
    { details: { url, sha256: found, expected: file.sha256 } },
  );
}

async function isRight(
  bytes: Uint8Array<ArrayBuffer>,
  { bytes: length, sha256 }: ModelFile,
): Promise<boolean> {
  return bytes.length === length && (await sha256OfBytes(bytes)) === sha256;
}
