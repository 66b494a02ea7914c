import { EmbedError, reasonOf } from '../errors.js';
import { listFiles } from '../models/catalog.js';
import {
  isModel,
  isPacked,
  isPart,
  type ModelNote,
  type PartNote,
  packedName,
  partName,
  readNote,
} from './fileNames.js';
import { type ModelFiles, openModelFiles } from './modelFiles.js';
import { withFileLock } from './withFileLock.js';

/** What is stored of a model in this browser. */
export interface StoredModel {
  /** Its id, or `unknown` for files that no visit has brought to an end. */
  readonly id: string;
  /** Bytes on the disk. A file that two models share counts for both. */
  readonly bytes: number;
  /** `partial`: a download broke off, and goes on at the next load. */
  readonly status: 'complete' | 'partial';
  /** Milliseconds since 1970; for a model that is whole. */
  readonly savedAt?: number;
}

/** How much this origin keeps, in bytes, as far as the browser tells. */
export interface StorageEstimate {
  /** Bytes used by models. */
  readonly models: number;
  /** Bytes used by everything. */
  readonly usage?: number;
  /** What the browser allows. Some tell less than they would give, so try rather than ask. */
  readonly quota?: number;
  /** Whether the browser has promised to keep it when the disk is full: see {@link requestPersistentStorage}. */
  readonly persisted?: boolean;
}

/** The models whose files are stored in this browser, whole or in part. None where nothing can be stored. */
export function listModels(): Promise<StoredModel[]> {
  return typed(listStored);
}

async function listStored(): Promise<StoredModel[]> {
  const models = (await Promise.all((await openModelFiles()).map(storedIn))).flat();
  return models.map(({ id, files, status, savedAt }) => ({
    id,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    status,
    ...(savedAt !== undefined && { savedAt }),
  }));
}

/**
 * Deletes what is stored of a model, but for files that another one needs. Waits for a download of it that runs. Embedders
 * that have it in memory go on.
 * @param id As `listModels` tells it.
 * @returns whether there was any.
 * @throws {EmbedError} `storage-failed` when the browser does not let it be deleted, as while a worker writes it.
 */
export async function deleteModel(id: string): Promise<boolean> {
  if (typeof id !== 'string') throw new EmbedError('invalid-input', 'Give deleteModel the id of a model.');
  let found = false;
  await typed(() =>
    deleteStored(id, () => {
      found = true;
    }),
  );
  return found;
}

async function deleteStored(id: string, onFound: () => void): Promise<void> {
  for (const stored of await openModelFiles()) {
    const models = await storedIn(stored);
    const others = new Set(models.filter((each) => each.id !== id).flatMap(namesOf));
    for (const model of models.filter((each) => each.id === id)) {
      onFound();
      if (model.note) await stored.remove(model.note); // first, so that nothing is listed as whole that is not
      for (const name of namesOf(model).filter((name) => !others.has(name))) await removeFile(stored, name);
    }
  }
}

/** Deletes files by their SHA-256, but for those of a model that is complete. */
export async function removeUnused(names: readonly string[]): Promise<void> {
  for (const stored of await openModelFiles()) {
    const whole = (await storedIn(stored)).filter(({ status }) => status === 'complete');
    const used = new Set(whole.flatMap(namesOf));
    for (const name of names.filter((each) => !used.has(each))) await removeFile(stored, name);
  }
}

/** A file, what is stored of it in part, and what was made of it. */
async function removeFile(stored: ModelFiles, name: string): Promise<void> {
  await withFileLock(name, async () => {
    await stored.remove(partName(name));
    await stored.remove(name);
  });
  await withFileLock(packedName(name), () => stored.remove(packedName(name)));
}

/** How much room the models take, and how much there is. */
export function storageEstimate(): Promise<StorageEstimate> {
  return typed(estimate);
}

async function estimate(): Promise<StorageEstimate> {
  const sizes = await Promise.all(
    (await openModelFiles()).map(async (stored) => [...(await stored.list()).values()]),
  );
  const models = sizes.flat().reduce((sum, bytes) => sum + bytes, 0);
  const storage = globalThis.navigator?.storage;
  const { usage, quota } = (await storage?.estimate?.()) ?? {};
  const persisted = await storage?.persisted?.();
  return {
    models,
    ...(usage !== undefined && { usage }),
    ...(quota !== undefined && { quota }),
    ...(persisted !== undefined && { persisted }),
  };
}

/**
 * Asks the browser not to delete what this origin stores when the disk is full. Firefox asks the user, so call it from a click
 * on something like "keep offline".
 * @returns whether it is granted.
 * @throws {EmbedError} `storage-failed` where nothing can be asked, as in a sandboxed frame.
 */
export async function requestPersistentStorage(): Promise<boolean> {
  return (await typed(async () => globalThis.navigator?.storage?.persist?.())) ?? false;
}

/** How often, and after how many milliseconds, what failed is tried again: a worker may have a file open. */
const TRIES = 10;
const TRY_MS = 50;

/** What `run` gives. @throws {EmbedError} `storage-failed` for what the browser throws, a `DOMException` again and again */
async function typed<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run();
    } catch (cause) {
      if (EmbedError.is(cause)) throw cause;
      // In a sandboxed frame it is a TypeError, which no other try changes.
      if (tries === TRIES || !(cause instanceof DOMException))
        throw new EmbedError(
          'storage-failed',
          `The files of models cannot be read or changed: ${reasonOf(cause)}.`,
          {
            details: { reason: Object(cause).name },
            cause,
          },
        );
      await new Promise((resolve) => setTimeout(resolve, TRY_MS));
    }
  }
}

interface Stored extends Pick<StoredModel, 'id' | 'status'> {
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly note?: string;
  readonly savedAt?: number;
}

const namesOf = ({ files }: Stored) => files.map(({ name }) => name);

async function storedIn(stored: ModelFiles): Promise<Stored[]> {
  const sizes = await stored.list();
  const whole: Stored[] = [];
  for (const note of [...sizes.keys()].filter(isModel)) {
    const read = readNote<ModelNote>(await stored.text(note));
    if (!read) continue;
    const { spec, savedAt } = read;
    const files = listFiles(spec.files).map(({ sha256 }) => ({
      name: sha256,
      bytes: (sizes.get(sha256) ?? 0) + (sizes.get(packedName(sha256)) ?? 0),
    }));
    whole.push({ id: spec.id, status: 'complete', files, note, savedAt });
  }
  const known = new Set(whole.flatMap(namesOf));
  const rest = new Map<string, { name: string; bytes: number }[]>();
  for (const [name, bytes] of sizes) {
    if (isModel(name) || isPart(name) || isPacked(name) || known.has(name)) continue;
    const id = readNote<PartNote>(await stored.text(partName(name)))?.model || 'unknown';
    rest.set(id, [...(rest.get(id) ?? []), { name, bytes }]);
  }
  return [...whole, ...Array.from(rest, ([id, files]): Stored => ({ id, status: 'partial', files }))];
}
