import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { type BuiltApp, serveBuilt } from '../support/serveBuilt.js';

// A page that has lost its connection, in a real browser: what it has loaded before, and nothing of it is stored.

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
});
afterAll(() => browser.close());

/** The app, loaded by a person who has never been here. */
async function openApp(
  app: BuiltApp,
): Promise<{ readonly page: Page; setOffline(to: boolean): Promise<void> }> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(app.address);
  await page.getByRole('combobox').waitFor();
  return { page, setOffline: (to) => context.setOffline(to) };
}

const field = (page: Page) => page.getByRole('combobox');
const row = (page: Page, name: RegExp) => page.getByRole('option', { name });
const said = (page: Page) => page.locator('#root').textContent();

/** What is said where the search, or what starts it, was never loaded. */
const UNLOADED = /This device is offline, and the search has not been loaded yet/;

let app: BuiltApp;

describe('a page that was built in pieces', () => {
  beforeAll(async () => {
    app = await serveBuilt('offlineApp'); // as by default
  });
  afterAll(() => app.close());

  test('finds words if its search was used before', async () => {
    const { page, setOffline } = await openApp(app);
    await field(page).fill('milk');
    await row(page, /oat milk/).waitFor();
    await setOffline(true);
    await field(page).fill('dentist');
    await row(page, /dentist/).waitFor();
  });

  test('says so if it was not, and finds them by itself once it is online', async () => {
    const { page, setOffline } = await openApp(app);
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
    app = await serveBuilt('offlineApp', { rolldownOptions: { output: { codeSplitting: false } } });
  });
  afterAll(() => app.close());

  test('searches words itself, and by meaning by itself once it is online', async () => {
    const { page, setOffline } = await openApp(app);
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
