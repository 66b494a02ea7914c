import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { serveStatic } from '../../tools/serve-static.mjs';

// What each story shows is tested in the project "storybook". Here it is what is published: static files, below any path.

const folder = resolve('storybook-static');

let browser: Browser;
let server: Awaited<ReturnType<typeof serveStatic>>;

beforeAll(async () => {
  execFileSync('npx', ['storybook', 'build', '-o', folder, '--quiet'], { stdio: 'ignore' });
  server = await serveStatic(folder);
  browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Opens a story or a page of documentation, and gives what went wrong on it. */
async function open(id: string, viewMode: 'story' | 'docs') {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(server.address)) problems.push(`request to ${request.url()}`);
  });
  await page.goto(`${server.address}iframe.html?id=${id}&viewMode=${viewMode}`);
  return { page, problems };
}

const guides = {
  'guides-header-search--docs': /Header search.*presentation="popover"/s,
  'guides-help-center--docs': /Help center.*useSimilarItems/s,
  'guides-product-catalog--docs': /Product catalog.*listRole="list"/s,
  'guides-command-palette--docs': /Command palette.*presentation="dialog"/s,
  'guides-emoji-picker--docs': /Emoji picker.*closeOnSelect/s,
  'guides-duplicate-finder--docs': /Duplicate finder.*cosineSimilarity/s,
  'guides-related-notes--docs': /Related notes.*useSimilarItems/s,
  'guides-map-of-notes--docs': /Map of notes.*<EmbeddingMap/s,
};

const PROPS = 'guides-props--docs';

test('the props of components stand in tables, as the types have them', async () => {
  const { page, problems } = await open(PROPS, 'docs');
  const text = () => page.locator('#storybook-docs').textContent();
  await expect
    .poll(text, { timeout: 30_000 })
    .toMatch(/presentation.*inline.*popover.*SimilarityHeatmap.*similarity/s);
  expect(problems).toEqual([]);
  await page.close();
});

test('there is a guide for each example', () => {
  const { entries } = JSON.parse(readFileSync(resolve(folder, 'index.json'), 'utf8'));
  const ids = Object.keys(entries);
  const docs = ids.filter((id) => entries[id].type === 'docs' && id !== PROPS);
  expect(docs.toSorted()).toEqual(Object.keys(guides).toSorted());
  expect(ids.filter((id) => id.startsWith('examples--'))).toHaveLength(Object.keys(guides).length);
});

test.each(Object.entries(guides))('%s shows its example and how it is made', async (id, text) => {
  const { page, problems } = await open(id, 'docs');
  await expect.poll(() => page.locator('#storybook-docs').textContent(), { timeout: 30_000 }).toMatch(text);
  await page.locator('.docs-story :is([data-sem-part], li):visible').first().waitFor();
  expect(problems).toEqual([]);
  await page.close();
});

test('a story loads the model that lies beside it', async () => {
  const { page, problems } = await open('semanticsearch--results', 'story');
  await page.getByRole('option', { name: /A splinter or a cut/ }).waitFor();
  expect(problems).toEqual([]);
  await page.close();
});
