import { type PartNote, packedName, partName, readNote } from './fileNames.js';
import { ifMissing } from './modelFiles.js';
import type { FileStore, OpenFile, Part } from './types.js';

/** `FileSystemSyncAccessHandle`, which TypeScript's types of pages leave out. */
interface SyncHandle {
  read(buffer: Uint8Array, options: { readonly at: number }): number;
  write(buffer: Uint8Array, options: { readonly at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  close(): void;
}

declare global {
  interface FileSystemFileHandle {
    createSyncAccessHandle?(): Promise<SyncHandle>;
  }
}

/** How long a worker that has just ended may hold a file: some browsers let go of it late. */
const TRIES = 20;
const TRY_MS = 25;
/** Tries for a file that can be done without. */
const SHORT_TRIES = 3;

/**
 * Files in the origin's private file system, written in place by a worker: the fastest store a browser has. Nothing is flushed to the
 * disk, for which a first visit would wait: what a power failure spoils fails its SHA-256, and is fetched again.
 */
export function directoryStore(directory: FileSystemDirectoryHandle): FileStore {
  if (!('createSyncAccessHandle' in FileSystemFileHandle.prototype))
    throw new Error('this browser cannot write private files in place');

  async function remove(name: string): Promise<void> {
    for (const each of [name, partName(name), packedName(name)])
      await directory.removeEntry(each).catch(ifMissing);
  }

  async function write(name: string, bytes: Uint8Array): Promise<void> {
    const handle = await openHandle(await directory.getFileHandle(name, { create: true }));
    try {
      handle.truncate(0);
      writeAll(handle, bytes, 0);
    } finally {
      handle.close();
    }
  }

  async function noteOf(name: string): Promise<PartNote | undefined> {
    const file = await directory.getFileHandle(partName(name)).catch(ifMissing);
    return file && (readNote<PartNote>(await (await file.getFile()).text()) ?? { model: '', total: 0 });
  }

  return {
    async read(name) {
      if (await noteOf(name)) return undefined;
      const file = await directory.getFileHandle(name).catch(ifMissing);
      return file && readAll(file);
    },
    write,
    remove,
    async openPart(name) {
      const note = await noteOf(name);
      const handle = await openHandle(await directory.getFileHandle(name, { create: true }));
      let size = handle.getSize();
      const part: Part = {
        stored: note && size > 0 ? { note, bytes: readBytes(handle) } : undefined,
        async restart(next) {
          handle.truncate(0);
          size = 0;
          await write(partName(name), new TextEncoder().encode(JSON.stringify(next)));
        },
        append(chunk) {
          size += writeAll(handle, chunk, size);
        },
        async complete() {
          handle.close();
          await directory.removeEntry(partName(name)).catch(ifMissing);
        },
        close: () => handle.close(),
        async discard() {
          handle.close();
          await remove(name);
        },
      };
      return part;
    },
    async openInPlace(name, options) {
      const handle = await openHandle(await directory.getFileHandle(name, options), SHORT_TRIES);
      const file: OpenFile = {
        get size() {
          return handle.getSize();
        },
        read: (buffer, at) => handle.read(buffer, { at }),
        write: (bytes, at) => void writeAll(handle, bytes, at),
        truncate: (size) => handle.truncate(size),
        close: () => handle.close(),
      };
      return file;
    },
  };
}

async function openHandle(file: FileSystemFileHandle, most = TRIES): Promise<SyncHandle> {
  for (let tries = 1; ; tries++) {
    try {
      return await (file.createSyncAccessHandle as () => Promise<SyncHandle>).call(file); // its presence was checked
    } catch (error) {
      const taken = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      if (!taken || tries === most) throw error;
      await new Promise((resolve) => setTimeout(resolve, TRY_MS));
    }
  }
}

async function readAll(file: FileSystemFileHandle): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await openHandle(file);
  try {
    return readBytes(handle);
  } finally {
    handle.close();
  }
}

function readBytes(handle: SyncHandle): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(handle.getSize());
  handle.read(bytes, { at: 0 });
  return bytes;
}

/** A full disk may take a part and say nothing but how much. */
function writeAll(handle: SyncHandle, bytes: Uint8Array, at: number): number {
  const written = handle.write(bytes, { at });
  if (written === bytes.length) return written;
  throw new DOMException(`only ${written} of ${bytes.length} bytes could be written`, 'QuotaExceededError');
}
