import { randomUUID } from 'node:crypto';
import {
  access,
  constants,
  mkdir,
  opendir,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What a file is written from: all of it, or its parts as they are made. */
export type FileContent = Uint8Array | string | AsyncIterable<Uint8Array | string>;

/** Nothing is written to a part file this long: the process that wrote it was killed. */
const ABANDONED_MS = 3_600_000;

/**
 * Writes a file beside its place, and puts it there when it is whole: what was there before stays until then, and stays if
 * writing fails. A link is followed; what is not a regular file, such as `/dev/stdout`, is written directly.
 * @throws what `content` throws, or the error of the file system
 */
export async function writeWhole(path: string, content: FileContent): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const before = await stat(target).catch(() => undefined);
  if (before && !before.isFile()) return writeFile(target, content);
  const part = await openPart(target);
  try {
    await writeFile(part, content, before && { mode: before.mode & 0o777 });
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** For what takes long to make: that a folder can be made, or written, is told before. @throws the file system's error */
export async function assertWritable(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  const parent = dirname(folder);
  if (!found && parent !== folder) return assertWritable(parent);
  await (await opendir(folder)).close();
  await access(folder, constants.W_OK);
}

/** Where a file can be written beside its place. Its folder is made, and what killed processes left of it is removed. */
export async function openPart(path: string): Promise<string> {
  const folder = dirname(path);
  await makeFolder(folder);
  await removeAbandoned(folder, basename(path));
  return `${path}.${randomUUID()}.part`;
}

/** As `mkdir` with `recursive`, which tries for ever below a folder that takes none, such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (await stat(folder).catch(() => undefined)) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error; // another process was faster
  });
}

async function removeAbandoned(folder: string, name: string): Promise<void> {
  for (const other of await readdir(folder)) {
    if (!other.startsWith(`${name}.`) || !other.endsWith('.part')) continue;
    const path = join(folder, other);
    const found = await stat(path).catch(() => undefined); // another process may have removed it
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}
