import { describe, expect, test } from 'vitest';
import { remoteFolder } from '../../../../../src/engine/workers/embedding/download/remoteFolder.js';

const folderOf = (status: number, headers: Record<string, string>) =>
  remoteFolder('https://models.example/m', {
    fetch: async () => new Response(null, { status, headers }),
    wait: async () => {},
  });

describe('how long a file is', () => {
  test.each<[number, Record<string, string>]>([
    [206, { 'Content-Range': 'bytes 0-0/1234' }],
    [200, { 'Content-Length': '1234' }],
    [206, { 'X-Linked-Size': '1234' }],
  ])('is told by the headers of an answer with status %d: %j', async (status, headers) => {
    expect(await folderOf(status, headers).bytesOf('a.onnx')).toBe(1_234);
  });

  test.each<[number, Record<string, string>]>([
    [206, { 'Content-Range': 'bytes 0-0/100000000000000000000' }],
    [206, { 'Content-Range': 'bytes 0-0/0' }],
    [206, { 'Content-Range': 'bytes 0-0/*' }],
    [200, { 'Content-Length': 'NaN' }],
    [200, { 'Content-Length': '-1' }],
    [200, { 'Content-Length': '1e20' }],
    [200, { 'Content-Length': '0' }],
    [200, { 'Content-Length': '' }],
    [200, { 'X-Linked-Size': 'Infinity' }],
    [200, {}],
  ])('is a typed error where the answer with status %d says %j', async (status, headers) => {
    await expect(folderOf(status, headers).bytesOf('a.onnx')).rejects.toMatchObject({
      code: 'model-load-failed',
    });
  });
});

const SILENT_FOLDER = 'https://models.example/owner/name';

/** A server of which nothing ever comes, and how often it was asked. */
function silence() {
  let asked = 0;
  const fetch: typeof globalThis.fetch = (_, init) => {
    asked += 1;
    return new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
  };
  const tools = { fetch, stallMs: 20, wait: async () => {} };
  return { folder: remoteFolder(SILENT_FOLDER, tools), asked: () => asked };
}

describe('a folder whose server never answers', () => {
  test.each([
    ['what a file says', (folder: ReturnType<typeof remoteFolder>) => folder.json('config.json')],
    ['whether there is a file', (folder: ReturnType<typeof remoteFolder>) => folder.has('config.json')],
    ['how long a file is', (folder: ReturnType<typeof remoteFolder>) => folder.bytesOf('config.json')],
  ])('does not tell %s, after three more attempts', async (_, ask) => {
    const { folder, asked } = silence();
    await expect(ask(folder)).rejects.toMatchObject({
      code: 'model-load-failed',
      message: expect.stringContaining('stood still'),
      details: { url: `${SILENT_FOLDER}/config.json` },
    });
    expect(asked()).toBe(4);
  });
});
