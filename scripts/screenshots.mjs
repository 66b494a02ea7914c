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
/** @type {Record<string, Options & { readonly dir?: 'rtl' }>} */
const looks = {
  light: { viewport: wide },
  dark: { viewport: wide, colorScheme: 'dark' },
  narrow: { viewport: { width: 320, height: 640 } }, // 1280 pixels at 400%
  rtl: { viewport: wide, dir: 'rtl' },
  forced: { viewport: wide, forcedColors: 'active', colorScheme: 'dark' },
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
try {
  await takeStories();
  await takeDemo();
} finally {
  await browser.close();
}

async function takeStories() {
  execFileSync('npx', ['storybook', 'build', '-o', 'storybook-static', '--quiet'], {
    cwd: root,
    stdio: 'ignore',
  });
  const { entries } = JSON.parse(readFileSync(resolve(root, 'storybook-static/index.json'), 'utf8'));
  const server = await serveStatic(resolve(root, 'storybook-static'));
  try {
    // Keys show nothing that the other stories do not.
    const ids = Object.keys(entries).filter((id) => !id.includes('-keyboard--') && !id.endsWith('--docs'));
    for (const id of ids) await take(id, `${server.address}iframe.html?id=${id}&viewMode=story`);
  } finally {
    await server.close();
  }
}

async function takeDemo() {
  const configFile = resolve(root, 'examples/demo/vite.config.ts');
  await build({ configFile, logLevel: 'warn' });
  const server = await preview({ configFile, logLevel: 'warn' });
  const address = /** @type {string} */ (server.resolvedUrls?.local[0]);
  try {
    await take('demo', address);
    await take('demo-results', address, async (page) => {
      await page.getByRole('combobox').fill('I want to grow vegetables');
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('ArrowDown');
    });
  } finally {
    await server.close();
  }
}

/**
 * @param {string} name
 * @param {string} address
 * @param {(page: import('playwright').Page) => Promise<void>} act
 */
async function take(name, address, act = async () => {}) {
  await Promise.all(
    Object.entries(looks).map(async ([look, { dir, ...options }]) => {
      const page = await browser.newPage(options);
      await page.goto(address);
      if (dir) await page.evaluate((value) => document.documentElement.setAttribute('dir', value), dir);
      await page.locator('#storybook-root > *, [data-sem-part=root]').first().waitFor({ state: 'attached' });
      await act(page);
      await page.evaluate(untilQuiet);
      await page.screenshot({ path: resolve(out, `${name}-${look}.png`) });
      await page.close();
    }),
  );
  console.log(name);
}

/** Resolves when nothing on the page has changed for a second. Runs in the page. */
function untilQuiet() {
  return new Promise((resolve) => {
    let timer = setTimeout(resolve, 1000);
    new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(resolve, 1000);
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}
