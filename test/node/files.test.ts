import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { fetchWithFiles, folderCache } from '../../src/node/files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'react-embeddings-files-'));
});

describe('fetchWithFiles', () => {
  const noNetwork: typeof fetch = async () => new Response('from the network');

  test('reads a file, and says how long it is', async () => {
    await writeFile(join(folder, 'a file.bin'), 'content');
    const response = await fetchWithFiles(noNetwork)(pathToFileURL(join(folder, 'a file.bin')));
    expect(response.headers.get('content-length')).toBe('7');
    expect(await response.text()).toBe('content');
  });

  test('answers 404 for a file that is not there, and for a folder', async () => {
    for (const name of ['nothing', '.'])
      expect((await fetchWithFiles(noNetwork)(pathToFileURL(join(folder, name)))).status).toBe(404);
  });

  test('rejects with the reason of a signal that aborts, before and while a file is read', async () => {
    const path = join(folder, 'large.bin');
    await writeFile(path, new Uint8Array(5_000_000));
    const ended = new AbortController();
    const { signal } = ended;
    const response = await fetchWithFiles(noNetwork)(pathToFileURL(path), { signal });
    ended.abort(new Error('stopped'));
    await expect(response.arrayBuffer()).rejects.toThrow('stopped');
    await expect(fetchWithFiles(noNetwork)(pathToFileURL(path), { signal })).rejects.toThrow('stopped');
  });

  test('leaves other addresses to the network', async () => {
    const response = await fetchWithFiles(noNetwork)('https://host.example/file');
    expect(await response.text()).toBe('from the network');
  });
});

describe('folderCache', () => {
  const address = 'https://react-embeddings.invalid/abc123';

  test('gives back what was put, until it is deleted', async () => {
    const cache = folderCache(join(folder, 'made/for/it'));
    expect(await cache.match(address)).toBeUndefined();
    await cache.put(address, new Response('content'));
    expect(await (await cache.match(address))?.text()).toBe('content');
    await cache.delete(address);
    expect(await cache.match(address)).toBeUndefined();
  });

  test('leaves nothing half when a response breaks off', async () => {
    const body = new ReadableStream({ start: (stream) => stream.error(new Error('cut')) });
    await expect(folderCache(folder).put(address, new Response(body))).rejects.toThrow('cut');
    expect(await readdir(folder)).toEqual([]);
  });
});
