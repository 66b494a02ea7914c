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
/** @typedef {import('playwright').BrowserContextOptions} Options */
const wide = { width: 1200, height: 720 };
/** @type {Record<string, Options & { readonly dir?: string }>} */
const looks = {
  light: { viewport: wide },
  dark: { viewport: wide, colorScheme: 'dark' },
  narrow: { viewport: { width: 360, height: 640 } },
  'narrow-dark': { viewport: { width: 360, height: 640 }, colorScheme: 'dark' },
  rtl: { viewport: wide, dir: 'rtl' },
  forced: { viewport: wide, forcedColors: 'active', colorScheme: 'dark' },
};
/** Of what can be seen: stories of keys and of opening and closing show nothing that others do not. */
const NOT_SHOWN = /-keyboard--|-presentation--/;
/** One guide stands for all. */
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
  for (const look of names) {
    await takeAll(look, looks[look] ?? {}, { stories: stories.address, demo });
    const sheets = await writeSheets(browser, out, look, (file) => file.endsWith(`@${look}.png`));
    console.log(sheets.join('\n'));
  }
  await stories.close();
}

/**
 * All pictures of one look, by a person who has the model already.
 * @param {string} look
 * @param {(typeof looks)[string]} options
 * @param {{ stories: string, demo: string | undefined }} addresses
 */
async function takeAll(look, { dir = 'ltr', ...options }, { stories, demo }) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const shoot = async (/** @type {string} */ name) => {
    await page.evaluate(untilQuiet);
    await page.screenshot({ path: resolve(out, `${name}@${look}.png`), fullPage: true });
  };
  for (const id of storyIds()) {
    const isGuide = id.endsWith('--docs');
    // Without axe, which other tests let look.
    const globals = `a11y.manual:!true;direction:${dir}`;
    await page.goto(
      `${stories}iframe.html?id=${id}&viewMode=${isGuide ? 'docs' : 'story'}&globals=${globals}`,
    );
    if (isGuide) await page.locator('.docs-story [data-sem-part]').first().waitFor();
    else await page.waitForFunction(HAS_FINISHED);
    await shoot(id);
    if (id.endsWith('look--popover')) await hoverOver(page).then(() => shoot(`${id}-hover`));
  }
  if (demo) await takeDemo(page, demo, shoot);
  await context.close();
}

/** @param {import('playwright').Page} page */
async function hoverOver(page) {
  await page.getByRole('option').nth(2).hover();
}

/**
 * @param {import('playwright').Page} page
 * @param {string} demo its address
 * @param {(name: string) => Promise<void>} shoot
 */
async function takeDemo(page, demo, shoot) {
  await page.goto(demo);
  await page.locator('[data-sem-part=root]').waitFor();
  await shoot('demo');
  await page.getByRole('combobox').fill('I want to grow vegetables');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await shoot('demo-results');
}

/** @returns {string[]} */
function storyIds() {
  const { entries } = JSON.parse(readFileSync(resolve(root, 'storybook-static/index.json'), 'utf8'));
  return Object.keys(entries)
    .filter((id) => !NOT_SHOWN.test(id) && (!id.endsWith('--docs') || id === GUIDE))
    .filter((id) => only === undefined || only.test(id));
}
