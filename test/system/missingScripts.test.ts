import { readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { type BuiltApp, serveBuilt } from '../support/serveBuilt.js';

// A page that was open while its app was deployed anew: scripts that it has not loaded yet are gone.

/** What the engine imports dynamically, as bundlers name the files. */
const onDemand = new Set(
  readdirSync('src/engine', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      Array.from(
        readFileSync(join('src/engine', file), 'utf8').matchAll(/import\('[^']*?(\w+)\.js'\)/g),
        ([, name]) => name,
      ),
    ),
);

let browser: Browser;
let app: BuiltApp;

beforeAll(async () => {
  app = await serveBuilt('piecesApp', { modulePreload: false }, resolve('test/fixtures'));
  browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** What became of each thing that the app does without these scripts, and what nobody has caught. */
async function visitWithout(gone: (path: string) => boolean) {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const uncaught: string[] = [];
  const loaded: string[] = [];
  page.on('pageerror', (error) => uncaught.push(String(error)));
  page.on('response', (response) => loaded.push(new URL(response.url()).pathname.slice('/assets/'.length)));
  await context.route(
    (url) => gone(url.pathname),
    (route) => route.fulfill({ status: 404 }),
  );
  await page.goto(app.address);
  const outcomes = await page.evaluate(
    () => (window as unknown as { readonly outcomes: Promise<Record<string, string>> }).outcomes, // as the app says
  );
  return { outcomes, uncaught, loaded };
}

test('whatever script is gone, what needs it rejects with a typed error, and the rest works', async () => {
  const { outcomes, uncaught, loaded } = await visitWithout(() => false);
  expect({ uncaught, outcomes: new Set(Object.values(outcomes)) }).toEqual({
    uncaught: [],
    outcomes: new Set(['works']),
  });
  const later = (await readdir(join(app.folder, 'assets'))).filter(
    (script) => loaded.includes(script) && onDemand.has(script.replace(/-.{8}\.js$/, '')),
  );
  expect(later.length).toBeGreaterThan(8);
  const visits = later.map(
    async (name) => [name, await visitWithout((path) => path.endsWith(name))] as const,
  );
  const wrong = (await Promise.all(visits)).flatMap(([name, visit]) => [
    ...visit.uncaught.map((error) => `${name}: uncaught ${error}`),
    ...Object.entries(visit.outcomes)
      .filter(([, outcome]) => outcome.startsWith('untyped'))
      .map(([step, outcome]) => `${name}: ${step} ${outcome}`),
  ]);
  expect(wrong).toEqual([]);
}, 120_000);
