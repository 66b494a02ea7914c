import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { type BuiltApp, serveBuilt } from '../support/serveBuilt.js';

// What an app leaves behind that stores its query client: in a real browser, in its real stores, and over a real reload.

let browser: Browser;
let app: BuiltApp;

beforeAll(async () => {
  app = await serveBuilt('persistedApp');
  browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const DIARY = 'my divorce';
const BOOK = 'how to bake bread';
const WORDS = /divorce|bread|marriage|private/;

const searchFor = (store: string, items: readonly string[], more: Record<string, string> = {}) =>
  `?${new URLSearchParams([['store', store], ...items.map((item) => ['item', item]), ...Object.entries(more)])}`;

/** A tab of a person whose stores are empty. */
async function openTab(): Promise<{ readonly page: Page; readonly problems: readonly string[] }> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  return { page, problems };
}

const addressOf = (search: string) => new URL(search, app.address).href;

/** All that the origin stores, as text. */
const stored = (page: Page) =>
  page.evaluate(async () => {
    const texts = Object.entries(localStorage).flat();
    texts.push(...Object.entries(sessionStorage).flat());
    for (const { name = '' } of await indexedDB.databases()) {
      texts.push(name);
      const database = await new Promise<IDBDatabase>((done, fail) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
      for (const store of database.objectStoreNames)
        for (const method of ['getAll', 'getAllKeys'] as const)
          await new Promise<void>((done, fail) => {
            const request = database.transaction(store).objectStore(store)[method]();
            request.onsuccess = () => {
              texts.push(JSON.stringify(request.result));
              done();
            };
            request.onerror = () => fail(request.error);
          });
      database.close();
    }
    for (const name of await caches.keys())
      for (const { url } of await (await caches.open(name)).keys()) texts.push(url);
    return texts.join('\n');
  });

describe.each(['localStorage', 'IndexedDB'])('a query client that an app stores in %s', (store) => {
  test('holds no text of a person, and shows nothing of an earlier visit after a reload', async () => {
    const { page, problems } = await openTab();
    await page.goto(addressOf(searchFor(store, [DIARY, BOOK])));
    await page.getByText(`ready: ${DIARY}, ${BOOK}`, { exact: true }).waitFor();
    await page.getByText('Float32Array of 256').waitFor();
    await expect.poll(() => stored(page)).toContain('"embedding"');
    expect(await stored(page)).not.toMatch(WORDS);

    await page.evaluate((search) => history.replaceState(null, '', search), searchFor(store, [BOOK]));
    await page.reload();
    await page.getByText(`ready: ${BOOK}`, { exact: true }).waitFor();
    await page.getByText('Float32Array of 256').waitFor();
    const shown = await page.evaluate(() => window.shown.join('\n'));
    expect(shown).toContain(BOOK);
    expect(shown).not.toMatch(/divorce|Object of/);
    expect(problems).toEqual([]);
  });

  test('holds answers where the app asks for it, and never takes one for that of another visit', async () => {
    const { page, problems } = await openTab();
    await page.goto(addressOf(searchFor(store, [DIARY, BOOK], { own: '' })));
    await page.getByText(`own success: ${DIARY}, ${BOOK}`, { exact: true }).waitFor();
    await expect.poll(() => stored(page)).toContain(DIARY);

    await page.evaluate(
      (search) => history.replaceState(null, '', search),
      searchFor(store, [BOOK], { own: '' }),
    );
    await page.reload();
    await page.getByText(`own success: ${BOOK}`, { exact: true }).waitFor();
    expect(await page.evaluate(() => window.shown.join('\n'))).not.toContain('divorce');
    expect(problems).toEqual([]);
  });
});
