import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';

// Vite's default build lowers light-dark() for older browsers. The colors must be those of the stylesheet as it is.

const FIELD = '<div data-sem-part="root"><div data-sem-part="field"><input></div></div>';
const PAGES = {
  'without a color-scheme': { css: '', html: FIELD },
  'with a dark color-scheme': { css: ':root { color-scheme: dark }', html: FIELD },
  'that is dark by a class': { css: '', html: `<div class="dark">${FIELD}</div>` },
};

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
});
afterAll(() => browser.close());

/** A stylesheet as Vite builds it by default. */
async function built(css: string): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'react-embeddings-styles-'));
  try {
    const input = join(root, 'page.css');
    writeFileSync(input, css);
    const options = { root, configFile: false, logLevel: 'error' } as const;
    const result = await build({ ...options, build: { write: false, rolldownOptions: { input } } });
    if (!('output' in result)) throw new Error('Vite built something other than one bundle.');
    const file = result.output.find(({ fileName }) => fileName.endsWith('.css'));
    return file?.type === 'asset' ? String(file.source) : '';
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function colorsOf(css: string, html: string) {
  const page = await browser.newPage();
  await page.setContent(`<style>${css}</style>${html}`);
  const colors = await page.locator('[data-sem-part=field]').evaluate((field) => {
    const { borderTopColor, backgroundColor, color } = getComputedStyle(field);
    return { borderTopColor, backgroundColor, color };
  });
  await page.close();
  return colors;
}

test.each(Object.entries(PAGES))('a built page %s has the same colors', async (_, { css, html }) => {
  const source = `${readFileSync(resolve('src/styles.css'), 'utf8')}\n${css}`;
  const lowered = await built(source);
  expect(lowered).not.toContain('light-dark(');
  expect(await colorsOf(lowered, html)).toEqual(await colorsOf(source, html));
});
