import {
  chmod,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { assertWritable, writeWhole } from '../../src/node/writeWhole.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'react-embeddings-write-'));
});

test('writes pieces as they come, into a folder that it makes', async () => {
  const path = join(folder, 'made/for/it');
  await writeWhole(
    path,
    (async function* () {
      yield 'a';
      yield new Uint8Array([98]);
    })(),
  );
  expect(await readFile(path, 'utf8')).toBe('ab');
  expect(await readdir(join(folder, 'made/for'))).toEqual(['it']);
});

test
  .runIf(process.platform === 'linux')
  .each(['/proc/self/none/file', '/proc/none/at/all', '/dev/null/file'])(
  'fails at once below %s, where no folder can be made',
  async (path) => {
    await expect(writeWhole(path, 'x')).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
  },
);

test('keeps what was there when a piece does not come, and leaves nothing beside it', async () => {
  const path = join(folder, 'file');
  await writeFile(path, 'before');
  const cut = (async function* () {
    yield 'half';
    throw new Error('cut');
  })();
  await expect(writeWhole(path, cut)).rejects.toThrow('cut');
  expect(await readFile(path, 'utf8')).toBe('before');
  expect(await readdir(folder)).toEqual(['file']);
});

test('removes what a killed process left, not what another one writes', async () => {
  const hoursAgo = new Date(Date.now() - 2 * 3_600_000);
  for (const name of ['file.part', 'file.abc.part', 'other.abc.part', 'file.abc'])
    await writeFile(join(folder, name), 'left').then(() => utimes(join(folder, name), hoursAgo, hoursAgo));
  await writeFile(join(folder, 'file.def.part'), 'of another process');
  await writeWhole(join(folder, 'file'), 'whole');
  expect((await readdir(folder)).sort()).toEqual(['file', 'file.abc', 'file.def.part', 'other.abc.part']);
});

test('writes where a link leads, with the rights that the file had', async () => {
  await writeFile(join(folder, 'real'), 'before');
  await chmod(join(folder, 'real'), 0o600);
  await symlink('real', join(folder, 'link'));
  await writeWhole(join(folder, 'link'), 'after');
  expect(await readlink(join(folder, 'link'))).toBe('real');
  expect(await readFile(join(folder, 'real'), 'utf8')).toBe('after');
  expect((await stat(join(folder, 'real'))).mode & 0o777).toBe(0o600);
});

test('writes to what is no file without a part beside it', async () => {
  await writeWhole('/dev/null', 'gone');
  expect((await stat('/dev/null')).isFile()).toBe(false);
});

test('a folder that can be made is told from one that cannot, and neither is made', async () => {
  await writeFile(join(folder, 'file'), 'in the way');
  await assertWritable(join(folder, 'to/be/made'));
  for (const path of ['file', 'file/below/it'])
    await expect(assertWritable(join(folder, path))).rejects.toMatchObject({ code: 'ENOTDIR' });
  expect(await readdir(folder)).toEqual(['file']);
});
