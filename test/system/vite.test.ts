import { cp, mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { build, createServer, type InlineConfig, preview } from 'vite';
import { beforeAll, expect, test } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';

// An app that imports an index: built and served by the real Vite, searched in the real browser with the real model.

const PAGE = `<!doctype html><script type="module" src="/main.js"></script>`;
const MAIN = `
import { createEmbedder, createSearchIndex } from 'react-embeddings/engine';
import source from './notes.jsonl?search-index';
const embedder = createEmbedder({ model: 'all-MiniLM-L6-v2', modelsUrl: '/models' });
const index = createSearchIndex({ embedder, source, getText: ({ text }) => text, getId: ({ id }) => String(id) });
index.search('toothache').then(({ hits, mode }) => {
  document.title = JSON.stringify({ mode, id: hits[0].id, embedded: index.getState().embedded });
}, (error) => { document.title = JSON.stringify({ error: error.message }); });
`;
const NOTES = ['Buy oat milk and bread', 'Call the dentist about Thursday', 'The brakes are worn'];

let root: string;
let config: InlineConfig;
beforeAll(async () => {
  process.env.CHROME_PATH ??= findChromium();
  root = await mkdtemp(join(tmpdir(), 'react-embeddings-vite-'));
  await mkdir(join(root, 'node_modules'));
  await writeFile(join(root, 'package.json'), '{}'); // the app's own, whatever lies above it
  await symlink(resolve('.'), join(root, 'node_modules/react-embeddings'));
  await cp('models/all-MiniLM-L6-v2', join(root, 'public/models/all-MiniLM-L6-v2'), { recursive: true });
  await writeFile(join(root, 'index.html'), PAGE);
  await writeFile(join(root, 'main.js'), MAIN);
  const lines = NOTES.map((text, i) => JSON.stringify({ id: i + 1, text }));
  await writeFile(join(root, 'notes.jsonl'), lines.join('\n'));
  const { searchIndexes } = await import('../../dist/vite/index.js' as string);
  config = {
    root,
    configFile: false,
    logLevel: 'silent',
    server: { host: '127.0.0.1', port: 0, fs: { strict: false } },
    preview: { host: '127.0.0.1', port: 0 },
    optimizeDeps: { exclude: ['react-embeddings'] },
    plugins: [searchIndexes({ model: 'all-MiniLM-L6-v2', models: 'models', check: 'always' })],
  };
});

/** What the page at a URL came to. */
async function titleOf(url: string | undefined): Promise<unknown> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage();
    await page.goto(url ?? '');
    await page.waitForFunction(() => document.title.startsWith('{'));
    return JSON.parse(await page.title());
  } finally {
    await browser.close();
  }
}

const FOUND = { mode: 'hybrid', id: '2', embedded: 3 };

test('a built app searches the index that its build made', async () => {
  await build(config);
  const assets = await readdir(join(root, 'dist/assets'));
  expect(assets.filter((name) => /^notes-[\w-]+\.index$/.test(name))).toHaveLength(1);
  const server = await preview(config);
  try {
    expect(await titleOf(server.resolvedUrls?.local[0])).toEqual(FOUND);
  } finally {
    await server.close();
  }
});

test('so does one in development', async () => {
  const server = await createServer(config);
  try {
    await server.listen();
    expect(await titleOf(server.resolvedUrls?.local[0])).toEqual(FOUND);
  } finally {
    await server.close();
  }
});

test('a build with items that are none fails, and says where', async () => {
  await writeFile(join(root, 'notes.jsonl'), '{"id":1}\n');
  await expect(build(config)).rejects.toThrow(/no text in its field "text"/);
});
