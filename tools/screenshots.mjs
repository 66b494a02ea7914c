// npm run screenshots: builds the stories and the demo and takes pictures of each, in light, dark, narrow, from right to left
// and in forced colors, into screenshots/, for people to look at.
//
//   --readme         takes only the picture of the demo in README.md, docs/images/demo.png

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { CHROMIUM_FLAGS, findChromium } from './browser.mjs';
import { serveStatic } from './serve-static.mjs';

const root = resolve(import.meta.dirname, '..');
const out = resolve(root, 'screenshots');
/** @typedef {import('playwright').BrowserContextOptions} Options */
const wide = { width: 900, height: 640 };
/** @type {Record<string, Options & { readonly dir?: string }>} */
const looks = {
  light: { viewport: wide },
  dark: { viewport: wide, colorScheme: 'dark' },
  narrow: { viewport: { width: 320, height: 640 } }, // 1280 pixels at 400%
  rtl: { viewport: wide, dir: 'rtl' },
  forced: { viewport: wide, forcedColors: 'active', colorScheme: 'dark' },
};

/** Whether a story has played to its end. Runs in the page. */
const HAS_FINISHED = "globalThis.__STORYBOOK_ADDONS_CHANNEL__?.last('storyFinished')";

const { values: only } = parseArgs({ options: { readme: { type: 'boolean', default: false } } });
const configFile = resolve(root, 'examples/demo/vite.config.ts');
const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
try {
  await build({ configFile, logLevel: 'warn' });
  const demo = await preview({ configFile, logLevel: 'warn' });
  const address = /** @type {string} */ (demo.resolvedUrls?.local[0]);
  await (only.readme ? takeReadme(address) : takeStories(address)).finally(() => demo.close());
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

/** @param {string} demo its address */
async function takeStories(demo) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  const build = ['storybook', 'build', '-o', 'storybook-static', '--quiet'];
  execFileSync('npx', build, { cwd: root, stdio: 'ignore' });
  const stories = await serveStatic(resolve(root, 'storybook-static'));
  for (const [look, options] of Object.entries(looks)) {
    await takeAll(look, options, { stories: stories.address, demo });
    console.log(look);
  }
  await stories.close();
}

/**
 * All pictures of one look, by a person who has the model already.
 * @param {string} look
 * @param {(typeof looks)[string]} options
 * @param {{ stories: string, demo: string }} addresses
 */
async function takeAll(look, { dir = 'ltr', ...options }, { stories, demo }) {
  const context = await browser.newContext(options);
  await context.addInitScript((value) => {
    addEventListener('DOMContentLoaded', () => document.documentElement.setAttribute('dir', value));
  }, dir);
  const page = await context.newPage();
  const shoot = async (/** @type {string} */ name) => {
    await page.evaluate(untilQuiet);
    await page.screenshot({ path: resolve(out, `${name}-${look}.png`), fullPage: true });
  };
  for (const id of storyIds()) {
    // Without axe, which other tests let look.
    await page.goto(`${stories}iframe.html?id=${id}&viewMode=story&globals=a11y.manual:!true`);
    await page.waitForFunction(HAS_FINISHED);
    await shoot(id);
  }
  await page.goto(demo);
  await page.locator('[data-sem-part=root]').waitFor();
  await shoot('demo');
  await page.getByRole('combobox').fill('I want to grow vegetables');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await shoot('demo-results');
  await context.close();
}

/** Of what can be seen: keys show nothing that other stories do not. */
function storyIds() {
  const { entries } = JSON.parse(readFileSync(resolve(root, 'storybook-static/index.json'), 'utf8'));
  return Object.keys(entries).filter((id) => !/-keyboard--|--docs$/.test(id));
}

/** Resolves when nothing on the page has changed for half a second. Runs in the page. */
function untilQuiet() {
  return new Promise((resolve) => {
    let timer = setTimeout(resolve, 500);
    new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(resolve, 500);
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}
