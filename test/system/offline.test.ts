import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { build, type InlineConfig, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { fromSource } from '../../tools/vite/from-source.js';
import { modelsServer } from '../../tools/vite/models-server.js';

// A page that has lost its connection, in a real browser: what it has loaded before, and nothing of it is stored.

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
});
afterAll(() => browser.close());

/** Builds the app and serves it. `inPieces`: what a page does not need at once is in files of its own, as by default. */
async function serve(
  inPieces: boolean,
): Promise<{ readonly server: PreviewServer; readonly outDir: string }> {
  const outDir = await mkdtemp(join(tmpdir(), 'react-embeddings-offline-'));
  const config: InlineConfig = {
    configFile: false,
    root: resolve('test/fixtures/offlineApp'),
    plugins: [fromSource(), modelsServer()],
    build: {
      target: 'es2022',
      outDir,
      emptyOutDir: true,
      ...(!inPieces && { rolldownOptions: { output: { codeSplitting: false } } }),
    },
    preview: { host: '127.0.0.1', port: 0 },
    logLevel: 'error',
  };
  await build(config);
  return { server: await preview(config), outDir };
}

/** The app, loaded by a person who has never been here. */
async function openApp(
  server: PreviewServer,
): Promise<{ readonly page: Page; setOffline(to: boolean): Promise<void> }> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.getByRole('combobox').waitFor();
  return { page, setOffline: (to) => context.setOffline(to) };
}

const field = (page: Page) => page.getByRole('combobox');
const row = (page: Page, name: RegExp) => page.getByRole('option', { name });
const said = (page: Page) => page.locator('#root').textContent();

/** What is said where the search, or what starts it, was never loaded. */
const UNLOADED = /This device is offline, and the search has not been loaded yet/;

let served: Awaited<ReturnType<typeof serve>>;
const stop = async () => {
  await served.server.close();
  await rm(served.outDir, { recursive: true, force: true });
};

describe('a page that was built in pieces', () => {
  beforeAll(async () => {
    served = await serve(true);
  });
  afterAll(stop);

  test('finds words if its search was used before', async () => {
    const { page, setOffline } = await openApp(served.server);
    await field(page).fill('milk');
    await row(page, /oat milk/).waitFor();
    await setOffline(true);
    await field(page).fill('dentist');
    await row(page, /dentist/).waitFor();
  });

  test('says so if it was not, and finds them by itself once it is online', async () => {
    const { page, setOffline } = await openApp(served.server);
    await setOffline(true);
    await field(page).fill('dentist');
    await expect.poll(() => said(page)).toMatch(UNLOADED);
    await setOffline(false);
    await row(page, /dentist/).waitFor();
    await expect.poll(() => said(page)).not.toMatch(UNLOADED);
  });
});

describe('a page that was built in one file', () => {
  beforeAll(async () => {
    served = await serve(false);
  });
  afterAll(stop);

  test('searches words itself, and by meaning by itself once it is online', async () => {
    const { page, setOffline } = await openApp(served.server);
    await setOffline(true);
    await field(page).fill('dentist');
    await row(page, /dentist/).waitFor();
    await expect.poll(() => said(page)).toMatch(/Searching by words only/);
    await setOffline(false);
    await field(page).fill('toothache');
    await row(page, /dentist/)
      .first()
      .waitFor();
    await expect.poll(() => said(page)).not.toMatch(/Searching by words only/);
  });
});
