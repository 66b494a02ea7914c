import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../../scripts/browser.mjs';
import { serveStatic } from '../../scripts/serve-static.mjs';

const folder = resolve('storybook-static');
const axe = createRequire(import.meta.url).resolve('axe-core');

let browser: Browser;
let server: Awaited<ReturnType<typeof serveStatic>>;
let page: Page;

// What a person sees of each story when it has settled.
const stories: Record<string, RegExp> = {
  'semanticsearch--empty': /Search the notices$/,
  'semanticsearch--results': /5 results.*A splinter or a cut/s,
  'semanticsearch--words-and-meaning': /5 results.*Blades and drill bits/s,
  'semanticsearch--long-text': /3 results/,
  'semanticsearch--downloading': /Getting the language model, 9\.3\sMB of 23\sMB.*The band saw/s,
  'semanticsearch--starting': /Starting the language model/,
  'semanticsearch--reading-texts': /Reading the texts, \d+ of 240/,
  'semanticsearch--stale': /Goggles are worn/,
  'semanticsearch--groups': /5 results.*House.*A splinter or a cut.*Machines/s,
  'semanticsearch--links': /5 results.*A splinter or a cut/s,
  'semanticsearch--no-items': /There is nothing to search yet/,
  'semanticsearch--failed': /The search cannot start.*Try again/s,
  'semanticsearch--without-model': /Searching by words only.*Try again.*1 result.*Blades and drill bits/s,
  'semanticsearch--fell-back': /Searching by words only.*Try again.*Blades and drill bits/s,
  'semanticsearch--words-only': /Searching by words, not by meaning.*2 results/s,
  'semanticsearch--nothing-found': /Nothing found for “zebra”/,
  'plots--points': /Notices, food and weather.*Workshop.*Food.*Weather.*As a table/s,
  'plots--heatmap': /How alike they are.*Pancakes.*1\.00/s,
  'examples--faq': /How can we help/,
  'examples--command-palette': /^/,
  'examples--product-filter': /Up to 200 €.*Products/s,
  'examples--duplicate-finder': /\d\.\d\d: The app crashes when I open a photo \/ Opening a picture/,
  'examples--emoji-search': /Emoji/,
  'modelstatus--idle': /not loaded yet.*Load it/s,
  'modelstatus--downloading': /9\.3\sMB of 23\sMB.*Cancel/s,
  'modelstatus--downloading-in-full': /9\.3\sMB of 23\sMB.*Cancel.*MB a second, .* left/s,
  'modelstatus--reading': /Reading the language model from this device/,
  'modelstatus--ready': /all-MiniLM-L6-v2 is ready \(cpu, encoder\)/,
  'modelstatus--other-runtime': /onnxruntime.*no BERT.*The disk is full/s,
  'modelstatus--fell-back': /by words.*Try again.*Not cpu: The server/s,
  'modelstatus--failed': /could not be loaded.*Try again.*The server cannot be reached/s,
  'modelstatus--boundary': /A text has become 384 numbers/,
  'modelstore--filled': /all-MiniLM-L6-v2.*23\sMB, since Nov 20, 2026.*not whole yet.*5\.2\sGB.*Keep them/s,
  'modelstore--kept': /The browser keeps them/,
  'modelstore--empty': /No language model is kept/,
  'modelstore--failed': /does not tell.*The store is locked.*Try again/s,
  'modelstatus--boundary-failed': /The server cannot be reached.*Try again/s,
};

beforeAll(async () => {
  execFileSync('npx', ['storybook', 'build', '-o', folder, '--quiet'], { stdio: 'ignore' });
  server = await serveStatic(folder);
  browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('every story has its expectation here', () => {
  const { entries } = JSON.parse(readFileSync(resolve(folder, 'index.json'), 'utf8'));
  expect(Object.keys(entries).toSorted()).toEqual(Object.keys(stories).toSorted());
});

describe('the examples', () => {
  /** What a person asks of an example, and the row that comes first. */
  test.each([
    ['faq', 'my login does not work', 'How do I change my password?'],
    ['command-palette', 'I cannot read this, it is too small', 'Make the text larger'],
    ['product-filter', 'shoes for the mountains', 'Hiking boots, 160 €'],
    ['emoji-search', 'hilarious', /laughing/],
  ])('%s finds what is meant', async (name, query, row) => {
    page = await browser.newPage();
    await page.goto(
      `${server.address}iframe.html?id=examples--${name}&viewMode=story&globals=a11y.manual:!true`,
    );
    await page
      .getByRole('search')
      .getByRole(name === 'product-filter' ? 'searchbox' : 'combobox')
      .fill(query);
    const rows = page.locator('[data-sem-part=item]');
    await expect.poll(() => rows.first().textContent({ timeout: 20_000 }), { timeout: 40_000 }).toMatch(row);
    await page.close();
  });
});

describe.each(Object.entries(stories))('the story %s', (name, text) => {
  test('shows its state, without errors, without the network, and passes axe', async () => {
    page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(server.address)) problems.push(`request to ${request.url()}`);
    });
    await page.goto(`${server.address}iframe.html?id=${name}&viewMode=story&globals=a11y.manual:!true`);
    const root = page.locator('#storybook-root');
    await expect.poll(() => root.textContent(), { timeout: 30_000 }).toMatch(text);
    await page.evaluate(untilStill);
    await page.addScriptTag({ path: axe });
    const violations = await page.evaluate(async () => {
      // The script tag above defines it.
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      const result = await axe.run('#storybook-root', { runOnly: ['wcag2a', 'wcag2aa', 'best-practice'] });
      return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
    });
    expect(violations).toEqual([]);
    // React reports what a boundary catches.
    const isCaught = (problem: string) =>
      name.startsWith('modelstatus--boundary-') && /cannot be reached/.test(problem);
    expect(problems.filter((problem) => !isCaught(problem))).toEqual([]);
    await page.close();
  });
});

/** Resolves when what fades in has done so. Runs in the page. */
async function untilStill(): Promise<void> {
  const ending = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().iterations === 1);
  await Promise.all(ending.map(({ finished }) => finished));
}
