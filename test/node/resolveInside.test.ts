import { mkdir, mkdtemp, realpath, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { resolveInside } from '../../src/node/resolveInside.js';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'react-embeddings-inside-')));
});

const refused = expect.objectContaining({ code: 'invalid-input' });

test('a path below a folder is told whole, also below the root of all', async () => {
  expect(await resolveInside('/models', 'a/b.onnx')).toBe('/models/a/b.onnx');
  expect(await resolveInside('/', 'a/b.onnx')).toBe('/a/b.onnx');
});

test.each([
  ['/models', '../x'],
  ['/models', '/etc/x'],
  ['/models', '.'],
  ['/', '..'],
])('a path that leads out of %s is an error: %s', async (folder, path) => {
  await expect(resolveInside(folder, path)).rejects.toThrow(refused);
});

test('a link that leads out of the folder is not followed, whatever there is at its end', async () => {
  await Promise.all([mkdir(join(folder, 'models')), mkdir(join(folder, 'elsewhere'))]);
  await symlink('../elsewhere', join(folder, 'models/out'));
  await symlink('../nothing', join(folder, 'models/broken'));
  for (const path of ['out', 'out/x', 'out/a/b', 'broken', 'broken/x'])
    await expect(resolveInside(join(folder, 'models'), path)).rejects.toThrow(refused);
});

test('a link inside the folder may be there, and the folder may be one', async () => {
  await mkdir(join(folder, 'real/a'), { recursive: true });
  await symlink('a', join(folder, 'real/b'));
  await symlink('real', join(folder, 'models'));
  expect(await resolveInside(join(folder, 'models'), 'b/x')).toBe(join(folder, 'models/b/x'));
});
