import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';

// Vite's default build lowers light-dark() for older browsers. The colors must be those of the stylesheet as it is.

const FIELD = '<div data-sem-part="root"><div data-sem-part="field"><input></div></div>';
const meta = (content: string) => `<meta name="color-scheme" content="${content}">`;
const PAGES = {
  'without a color-scheme': { html: FIELD },
  'with a dark color-scheme': { css: ':root { color-scheme: dark }', html: FIELD },
  'that is dark by a class': { html: `<div class="dark">${FIELD}</div>` },
  'that is dark by a meta element': { head: meta('dark'), html: FIELD },
  'that is only dark by a meta element': { head: meta('only dark'), html: FIELD },
  'that follows the device by a meta element': { head: meta('light dark'), html: FIELD },
  'that is light by a meta element': { head: meta('light'), html: FIELD },
  'whose stylesheet says another scheme than its meta element': {
    css: 'html { color-scheme: light }',
    head: meta('dark'),
    html: FIELD,
  },
};
/** Of a page. */
interface Page {
  readonly css?: string;
  readonly head?: string;
  readonly html: string;
}

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

async function colorsOf(css: string, { head = '', html }: Page, colorScheme: 'light' | 'dark') {
  const page = await browser.newPage({ colorScheme });
  await page.setContent(`<html><head>${head}<style>${css}</style></head><body>${html}</body></html>`);
  const colors = await page.locator('[data-sem-part=field]').evaluate((field) => {
    const { borderTopColor, backgroundColor, color } = getComputedStyle(field);
    return { borderTopColor, backgroundColor, color };
  });
  await page.close();
  return colors;
}

test.each(Object.entries<Page>(PAGES))('a built page %s has the same colors', async (_, page) => {
  const source = `${readFileSync(resolve('src/styles.css'), 'utf8')}\n${page.css ?? ''}`;
  const lowered = await built(source);
  expect(lowered).not.toContain('light-dark(');
  for (const device of ['light', 'dark'] as const)
    expect(await colorsOf(lowered, page, device)).toEqual(await colorsOf(source, page, device));
});
