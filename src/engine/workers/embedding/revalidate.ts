import { EmbedError } from '../../errors.js';
import { listFiles } from '../../models/catalog.js';
import type { ModelSpec } from '../../models/types.js';
import { type ModelNote, readNote } from '../../storage/fileNames.js';
import { removeUnused } from '../../storage/modelStore.js';
import type { FileStore } from '../../storage/types.js';
import { withFileLock } from '../../storage/withFileLock.js';
import { remoteFolder } from './download/remoteFolder.js';
import type { DownloadTools } from './download/request.js';

// A model by its folder's address may be replaced there. This visit goes on with what is stored; the next one gets the new model.

const DAY_MS = 86_400_000;

/**
 * Asks the server at most once a day whether a stored model's files are still those. If not, its note says so, and the next
 * visit reads the folder anew.
 * @throws {EmbedError} when the server cannot be asked: the next visit asks again.
 */
export function revalidate(
  noteName: string,
  folder: string,
  store: FileStore,
  tools: DownloadTools,
): Promise<void> {
  return withFileLock(noteName, async () => {
    const bytes = await store.read(noteName);
    const note = bytes && readNote<ModelNote>(new TextDecoder().decode(bytes));
    if (!note || note.isReplaced || Date.now() - (note.checkedAt ?? note.savedAt) < DAY_MS) return;
    const isReplaced = await hasOtherFiles(note, folder, tools);
    const checked: ModelNote = { ...note, checkedAt: Date.now(), ...(isReplaced && { isReplaced }) };
    await store.write(noteName, new TextEncoder().encode(JSON.stringify(checked)));
  });
}

async function hasOtherFiles({ spec, etags = {} }: ModelNote, folder: string, tools: DownloadTools) {
  const remote = remoteFolder(folder, tools);
  try {
    for (const { path, bytes } of listFiles(spec.files)) {
      const etag = await remote.etagOf(path);
      if ((await remote.bytesOf(path)) !== bytes || (etag && etags[path] && etag !== etags[path]))
        return true;
    }
  } catch (error) {
    if (!EmbedError.is(error, 'model-not-found')) throw error;
    return false; // what is stored is all that is left of it
  }
  return false;
}

/** Deletes the files of a model that was replaced, but for those that another model has too. */
export async function removeReplaced(old: ModelSpec, now: ModelSpec): Promise<void> {
  const names = (spec: ModelSpec) => listFiles(spec.files).map(({ sha256 }) => sha256);
  const current = new Set(names(now));
  await removeUnused(names(old).filter((name) => !current.has(name)));
}
