// npm run test:docs: uses the built documentation site as a reader would: each question below gives its section, and the link
// leads there. `npm run docs` builds the site; --screenshots also takes pictures of it, light, dark and narrow, into
// screenshots/.

import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { QUESTIONS } from '../../tools/docs/questions.mjs';
import { atLeast, report } from '../../tools/report.mjs';
import { serveStatic } from '../../tools/serve-static.mjs';

const root = resolve(import.meta.dirname, '../..');
const built = resolve(root, 'site/.vitepress/dist');
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    screenshots: { type: 'boolean', default: false },
  },
});
/** @typedef {import('playwright').BrowserContextOptions} Options */
/** @type {Record<string, Options>} */
const LOOKS = {
  light: { viewport: { width: 1280, height: 800 } },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  narrow: { viewport: { width: 360, height: 720 } },
};
const FIELD = 'Ask the documentation';

if (!existsSync(built)) throw new Error('The site is not built: npm run docs');
const site = await serveStatic(built);
const executablePath = findChromium();
const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
try {
  const answered = await askAll();
  if (options.screenshots) for (const [look, options] of Object.entries(LOOKS)) await shoot(look, options);
  const share = answered.filter(Boolean).length / answered.length;
  const bars = { questions_that_find_their_section: atLeast(share, 1) };
  report({ bars, n: { questions: answered.length }, chromiumPath: executablePath, json: options.json });
  process.exitCode = bars.questions_that_find_their_section.holds ? 0 : 1;
} finally {
  await browser.close();
  await site.close();
}

async function askAll() {
  const page = await browser.newPage();
  /** @type {boolean[]} */
  const answered = [];
  for (const [question, sections] of Object.entries(QUESTIONS)) {
    await page.goto(site.address);
    const field = page.getByRole('combobox', { name: FIELD });
    await field.fill(question);
    await page
      .locator('.docs-search [data-sem-part=root][data-state=ready][data-mode=hybrid]')
      .waitFor({ timeout: 120_000 });
    await field.press('ArrowDown');
    await field.press('Enter');
    await page.waitForURL((url) => url.pathname !== '/' || url.hash !== '');
    const { pathname, hash } = new URL(page.url());
    const section = `${pathname.slice(1)}${hash}`;
    const isThere =
      hash === '' || (await page.locator(`[id="${decodeURIComponent(hash.slice(1))}"]`).count()) > 0;
    answered.push(sections.includes(section) && isThere);
    if (!options.json) console.log(`${answered.at(-1) ? 'found' : 'NOT FOUND'}: ${question} -> ${section}`);
  }
  await page.close();
  return answered;
}

/** @param {string} look @param {Options} options */
async function shoot(look, options) {
  mkdirSync(resolve(root, 'screenshots'), { recursive: true });
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${site.address}components.html`);
  const field = page.getByRole('combobox', { name: FIELD });
  await field.waitFor();
  await page.screenshot({ path: resolve(root, `screenshots/docs-${look}.png`) });
  await field.fill('Which files are stored on the device?');
  await page
    .locator('.docs-search [data-sem-part=root][data-state=ready][data-mode=hybrid]')
    .waitFor({ timeout: 120_000 });
  await page.screenshot({ path: resolve(root, `screenshots/docs-search-${look}.png`) });
  await context.close();
}
