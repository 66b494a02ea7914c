import { resolve, sep } from 'node:path';
import { EmbedError } from '../engine/errors.js';

/**
 * A path below a folder. What a model's files name must not be written anywhere else.
 * @throws {EmbedError} `invalid-input` for a path that leads out of it.
 */
export function inside(folder: string, path: string): string {
  const root = resolve(folder);
  const found = resolve(root, path);
  if (found !== root && found.startsWith(root.endsWith(sep) ? root : root + sep)) return found;
  throw new EmbedError(
    'invalid-input',
    `The path "${path}" leads out of ${folder}. Nothing was written there.`,
  );
}
