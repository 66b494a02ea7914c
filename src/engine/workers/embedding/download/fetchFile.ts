import type { ModelFile } from '../../../models/types.js';
import { notKept } from '../../../storage/fileStore.js';
import { aloneWith } from '../../../storage/places.js';
import { fileError } from '../../../utils/fileError.js';
import { sha256OfBytes } from '../../../utils/sha256.js';
import { download } from './download.js';
import { isRight, type LoadedFile, type LoadFileOptions } from './loadFile.js';
import { type Arrival, openArrival } from './partialDownload.js';

// What is not kept yet. A page that finds everything in the store does not load this.

/** A file from `url`, verified and kept. */
export async function fetchFile(file: ModelFile, options: LoadFileOptions): Promise<LoadedFile> {
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
export async function fetchUnknown(file: ModelFile, options: LoadFileOptions): Promise<LoadedFile> {
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
  const problem = await aloneWith(sha256, () => store.write(sha256, bytes).then(() => undefined, notKept));
  return { bytes, sha256, ...(problem && { notKept: problem }) };
}

async function assertRight(arrival: Arrival, file: ModelFile): Promise<void> {
  const found = await sha256OfBytes(arrival.bytes);
  if (found === file.sha256) return;
  await arrival.restart(undefined); // none of it is of use
  const { url } = arrival;
  throw fileError(
    'integrity-mismatch',
    `${url} is not the file that the model's description names (its SHA-256 is ${found}). It was not used. ` +
      'Put the right version there, or describe this one.',
    { url, sha256: found, expected: file.sha256 },
  );
}
