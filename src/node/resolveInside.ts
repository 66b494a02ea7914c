import { lstat, realpath } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { EmbedError } from '../engine/errors.js';

/**
 * A path below a folder, also when links in the folder are followed. What a model's files name must not be written
 * anywhere else. The folder itself may be a link.
 * @throws {EmbedError} `invalid-input` for a path that leads out of it.
 */
export async function resolveInside(folder: string, path: string): Promise<string> {
  const root = resolve(folder);
  const found = resolve(root, path);
  if (isBelow(root, found) && (await staysBelow(root, found))) return found;
  throw new EmbedError(
    'invalid-input',
    `The path "${path}" leads out of ${folder}. Nothing was written there.`,
  );
}

/** Whether what is there of the path is below the folder where its links lead. */
async function staysBelow(root: string, path: string): Promise<boolean> {
  const there = await existing(path);
  if (!isBelow(root, there)) return true;
  const real = await realpath(there).catch(() => undefined); // none: a link to what is not there
  return real !== undefined && isBelow(await realpath(root), real);
}

/** The path, or what is there of it. */
async function existing(path: string): Promise<string> {
  const found = await lstat(path).catch(() => undefined);
  const parent = dirname(path);
  return found || parent === path ? path : existing(parent);
}

const isBelow = (root: string, path: string) =>
  path !== root && path.startsWith(root.endsWith(sep) ? root : root + sep);
