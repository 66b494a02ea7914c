import { STORE } from '../../src/engine/storage/fileNames.js';
import { directoryFiles, openDirectory } from '../../src/engine/storage/modelFiles.js';
import { sha256OfBytes } from '../../src/engine/utils/sha256.js';
import { until } from './until.js';

/** Deletes all that is kept of models. In a browser. */
export async function clearStored(): Promise<void> {
  await caches.delete(STORE);
  const root = await navigator.storage.getDirectory();
  const isGone = () =>
    root.removeEntry(STORE, { recursive: true }).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof DOMException)) throw error;
        return error.name === 'NotFoundError'; // else a worker that has just ended still holds a file
      },
    );
  await until(isGone);
}

/** The names of what is kept, with sizes. */
export async function storedNames(): Promise<Record<string, number>> {
  return Object.fromEntries(await directoryFiles(await openDirectory()).list());
}

/** Puts `bytes` in the place of what is kept under `name`. */
export async function overwriteStored(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const file = await (await openDirectory()).getFileHandle(name, { create: true });
  const writable = await file.createWritable();
  await writable.write(bytes);
  await writable.close();
}

/** The SHA-256 of what is kept under `name`. */
export async function digestOfStored(name: string): Promise<string> {
  const file = await (await (await openDirectory()).getFileHandle(name)).getFile();
  return sha256OfBytes(new Uint8Array(await file.arrayBuffer()));
}

/** What is kept under `name`, as text. */
export async function storedText(name: string): Promise<string> {
  return (await directoryFiles(await openDirectory()).text(name)) ?? '';
}
