// npm run screenshots: builds the stories and the demo and takes pictures of each, in light, dark, narrow, from right to left
// and in forced colours, into screenshots/, for people to look at.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
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

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
execFileSync('npx', ['storybook', 'build', '-o', 'storybook-static', '--quiet'], {
  cwd: root,
  stdio: 'ignore',
});
const configFile = resolve(root, 'examples/demo/vite.config.ts');
await build({ configFile, logLevel: 'warn' });
const stories = await serveStatic(resolve(root, 'storybook-static'));
const demo = await preview({ configFile, logLevel: 'warn' });
const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
try {
  for (const [look, options] of Object.entries(looks)) {
    await takeAll(look, options);
    console.log(look);
  }
} finally {
  await browser.close();
  await stories.close();
  await demo.close();
}

/**
 * All pictures of one look, by a person who has the model already.
 * @param {string} look
 * @param {(typeof looks)[string]} options
 */
async function takeAll(look, { dir = 'ltr', ...options }) {
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
    await page.goto(`${stories.address}iframe.html?id=${id}&viewMode=story&globals=a11y.manual:!true`);
    await page.waitForFunction(HAS_FINISHED);
    await shoot(id);
  }
  await page.goto(/** @type {string} */ (demo.resolvedUrls?.local[0]));
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
