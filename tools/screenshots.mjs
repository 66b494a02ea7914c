// npm run screenshots: builds the stories and the demo and takes pictures of each, in light, dark, narrow, from right to left
// and in forced colors, into screenshots/, and of these contact sheets, for people to look at.
//
//   --only PATTERN   stories whose id has this (a regular expression), without the demo
//   --looks NAMES    in these looks, separated by commas
//   --built          of the stories as they were built last
//   --readme         takes only the picture of the demo in README.md, docs/images/demo.png

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { CHROMIUM_FLAGS, findChromium } from './browser.mjs';
import { writeSheets } from './contact-sheets.mjs';
import { serveStatic } from './serve-static.mjs';
import { untilQuiet } from './until-quiet.mjs';

const root = resolve(import.meta.dirname, '..');
const out = resolve(root, 'screenshots');
/** @typedef {import('playwright').Page} Page */
/**
 * @typedef {object} Look
 * @property {{ width: number, height: number }} [viewport]
 * @property {'light' | 'dark'} [colorScheme]
 * @property {'active' | 'none'} [forcedColors]
 * @property {string} [dir]
 */
const wide = { width: 1200, height: 720 };
/** @type {Record<string, Look>} */
const looks = {
  light: { viewport: wide },
  dark: { viewport: wide, colorScheme: 'dark' },
  narrow: { viewport: { width: 360, height: 640 } },
  'narrow-dark': { viewport: { width: 360, height: 640 }, colorScheme: 'dark' },
  rtl: { viewport: wide, dir: 'rtl' },
  forced: { viewport: wide, forcedColors: 'active', colorScheme: 'dark' },
};
/** Stories of keys and of opening and closing show nothing that others do not. */
const NOT_SHOWN = /-keyboard--|-presentation--/;
/** How many are taken side by side. */
const PAGES = 3;
/** One guide stands for all, unless others are asked for. */
const GUIDE = 'guides-help-center--docs';

/** Whether a story has played to its end. Runs in the page. */
const HAS_FINISHED = "globalThis.__STORYBOOK_ADDONS_CHANNEL__?.last('storyFinished')";

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    looks: { type: 'string' },
    built: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
  },
});
const only = options.only === undefined ? undefined : new RegExp(options.only);
const names = options.looks?.split(',') ?? Object.keys(looks);
const configFile = resolve(root, 'examples/demo/vite.config.ts');
const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
try {
  if (only) await takeStories(undefined);
  else {
    await build({ configFile, logLevel: 'warn' });
    const demo = await preview({ configFile, logLevel: 'warn' });
    const address = /** @type {string} */ (demo.resolvedUrls?.local[0]);
    await (options.readme ? takeReadme(address) : takeStories(address)).finally(() => demo.close());
  }
} finally {
  await browser.close();
}

/** The demo at work, small enough for a repository. @param {string} demo its address */
async function takeReadme(demo) {
  const page = await browser.newPage({ viewport: { width: 720, height: 540 } });
  await page.goto(demo);
  await page.getByRole('combobox').fill('I want to grow vegetables');
  await page.locator('[data-sem-part=root][data-state=ready]').waitFor();
  await page.evaluate(untilQuiet);
  await page.screenshot({ path: resolve(root, 'docs/images/demo.png') });
}

/** @param {string | undefined} demo its address */
async function takeStories(demo) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  const command = ['storybook', 'build', '-o', 'storybook-static', '--quiet'];
  if (!options.built) execFileSync('npx', command, { cwd: root, stdio: 'ignore' });
  const stories = await serveStatic(resolve(root, 'storybook-static'));
  /** @type {{ name: string, take: (page: Page) => Promise<void> }[]} */
  const wanted = storyIds().map((id) => ({ name: id, take: (page) => takeStory(page, stories.address, id) }));
  if (demo) wanted.push({ name: 'demo', take: (page) => takeDemo(page, demo) });
  await Promise.all(Array.from({ length: PAGES }, () => takeAll(wanted)));
  for (const look of names) {
    const sheets = await writeSheets(browser, out, look, (file) => file.endsWith(`@${look}.png`));
    console.log(sheets.join('\n'));
  }
  await stories.close();
}

/**
 * Takes what is not taken yet, in a page of its own. What fails is told, and the rest goes on.
 * @param {{ name: string, take: (page: Page) => Promise<void> }[]} wanted
 */
async function takeAll(wanted) {
  const context = await browser.newContext({ viewport: wide });
  for (let next = wanted.shift(); next; next = wanted.shift()) {
    const page = await context.newPage();
    try {
      await next.take(page);
    } catch (error) {
      console.error(`${next.name}: ${error}`);
      process.exitCode = 1;
    }
    await page.close();
  }
  await context.close();
}

/** A story is played once and then looked at in every look. @param {Page} page @param {string} address @param {string} id */
async function takeStory(page, address, id) {
  const isGuide = id.endsWith('--docs');
  // Without axe, which other tests let look.
  const url = `${address}iframe.html?id=${id}&viewMode=${isGuide ? 'docs' : 'story'}&globals=a11y.manual:!true`;
  const show = async () => {
    await page.goto(url);
    if (isGuide) await page.locator('.docs-story [data-sem-part], .sbdocs table').first().waitFor();
    else await page.waitForFunction(HAS_FINISHED, undefined, { timeout: 120_000 });
    await page.evaluate(untilQuiet);
    if ((await page.evaluate(HAS_FINISHED))?.[0].status === 'error')
      throw new Error('Its play function failed.');
  };
  if (!isGuide) await show();
  for (const look of names) {
    await putOn(page, look);
    if (isGuide) await show(); // its colors are those of the system when it is opened
    await shoot(page, id, look);
  }
  if (!id.endsWith('look--popover')) return;
  for (const look of names) {
    await putOn(page, look);
    await page.getByRole('option').nth(2).hover();
    await shoot(page, `${id}-hover`, look);
  }
}

/** @param {Page} page @param {string} demo its address */
async function takeDemo(page, demo) {
  await page.goto(demo);
  await page.locator('[data-sem-part=root]').waitFor();
  for (const look of names) await putOn(page, look).then(() => shoot(page, 'demo', look));
  await page.getByRole('combobox').fill('I want to grow vegetables');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.evaluate(untilQuiet);
  for (const look of names) await putOn(page, look).then(() => shoot(page, 'demo-results', look));
}

/** @param {Page} page @param {string} look */
async function putOn(page, look) {
  const { viewport = wide, dir = 'ltr', colorScheme = 'light', forcedColors = 'none' } = looks[look] ?? {};
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme, forcedColors });
  await page.evaluate((direction) => {
    document.documentElement.dir = direction;
  }, dir);
}

/** @param {Page} page @param {string} name @param {string} look */
async function shoot(page, name, look) {
  await page.evaluate(untilDrawn);
  await page.screenshot({
    path: resolve(out, `${name}@${look}.png`),
    fullPage: true,
    animations: 'disabled',
  });
}

/** Resolves when what a new size or new colors change has been drawn. Runs in the page. */
async function untilDrawn() {
  for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
}

/** @returns {string[]} */
function storyIds() {
  const { entries } = JSON.parse(readFileSync(resolve(root, 'storybook-static/index.json'), 'utf8'));
  return Object.keys(entries)
    .filter((id) => !NOT_SHOWN.test(id) && (only !== undefined || !id.endsWith('--docs') || id === GUIDE))
    .filter((id) => only === undefined || only.test(id));
}
