// npm run test:contrast: the contrast of every text and every sign of the components, computed from the pixels that Chromium
// draws: in light, dark and forced colors, with the three themes of examples/themes, in each state of boards.tsx. WCAG 2.2 asks
// 4.5:1 of texts and 3:1 of what is the only sign of something.
//
//   --only NAMES     these boards, separated by commas
//   --json           one JSON object last: { machine, versions, bars, … }

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build } from 'vite';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { atLeast, report } from '../../tools/report.mjs';
import { serveStatic } from '../../tools/serve-static.mjs';
import { untilQuiet } from '../../tools/until-quiet.mjs';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const MIN = { text: 4.5, part: 3 };
/** So that strokes of letters are wider than a pixel. */
const SCALE = 3;
const THEMES = ['neutral', 'brand', 'terminal'];
const LOOKS = [
  ...THEMES.flatMap((theme) => /** @type {const} */ ([look(theme, 'light'), look(theme, 'dark')])),
  look('neutral', 'light', 'active'),
  look('neutral', 'dark', 'active'),
];

/**
 * @param {string} theme
 * @param {'light' | 'dark'} colorScheme
 * @param {'active' | 'none'} forcedColors
 */
function look(theme, colorScheme, forcedColors = 'none') {
  return { theme, colorScheme, forcedColors };
}

/** @typedef {import('playwright').Page} Page */

/** What a person does on a board before it is measured. @type {Record<string, (page: Page) => Promise<void>>} */
const ACTS = {
  async inline(page) {
    await type(page, 'the');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option').nth(2).hover();
  },
  async popover(page) {
    await type(page, 'the');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option').nth(2).hover();
  },
  async dialog(page) {
    await page.locator('[data-sem-part=shortcut]').first().waitFor(); // it is heard
    await page.keyboard.press('Control+k');
    await type(page, 'the');
    await page.keyboard.press('ArrowDown');
  },
  async waiting(page) {
    await page.getByText('Waiting for the network').first().waitFor(); // it is silent
  },
  async notices(page) {
    await page.getByText('The search could not start').waitFor();
    await page
      .getByText(/Nothing found/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Try again' }).first().focus();
  },
  strips: (page) => type(page, 'the'),
  async failed(page) {
    await page.getByRole('combobox').fill('the');
    await page.getByRole('button', { name: 'Try again' }).waitFor();
  },
  async model(page) {
    await page.getByRole('button', { name: 'Try again' }).nth(1).waitFor();
  },
  async plots(page) {
    await page.locator('[data-sem-part=plane][aria-busy=false]').waitFor();
    await page.getByText('As a table').click();
    await page.getByRole('gridcell').first().focus();
  },
};

/** @param {Page} page @param {string} query */
async function type(page, query) {
  await page.getByRole('combobox').first().fill(query);
  await page.getByRole('option').nth(3).waitFor();
}

const folder = import.meta.dirname;
await build({ configFile: resolve(folder, '../../bench/vite.config.ts'), root: folder, logLevel: 'error' });
const server = await serveStatic(resolve(folder, 'dist'));
const chromiumPath = findChromium();
const browser = await chromium.launch({ executablePath: chromiumPath, args: CHROMIUM_FLAGS });
/** @type {Record<string, { contrast: number, in: string }>} the lowest of each kind of spot */
const lowest = {};
let measured = 0;
try {
  for (const board of options.only?.split(',') ?? Object.keys(ACTS)) await measureBoard(board);
} finally {
  await browser.close();
  await server.close();
}
const least = (/** @type {keyof typeof MIN} */ kind) =>
  Math.min(...Object.entries(lowest).flatMap(([name, at]) => (name.startsWith(kind) ? at.contrast : [])));
const bars = {
  lowest_text: atLeast(least('text'), MIN.text),
  lowest_part: atLeast(least('part'), MIN.part),
};
report({ bars, n: { looks: LOOKS.length, measured }, chromiumPath, json: options.json, tables: { lowest } });
process.exitCode = Object.values(bars).every(({ holds }) => holds) ? 0 : 1;

/** Measures what a board shows, in every look. @param {string} board */
async function measureBoard(board) {
  const page = await browser.newPage({
    viewport: { width: 700, height: 1_300 },
    deviceScaleFactor: SCALE,
    reducedMotion: 'reduce',
  });
  const measuring = await browser.newPage();
  for (const each of [page, measuring]) await each.goto(server.address);
  if (board === 'inline' && !options.only) await checkBoards(page);
  await page.evaluate((name) => window.contrastPage.show(name), board);
  await ACTS[board]?.(page);
  await page.evaluate(untilQuiet);
  for (const { theme, ...media } of LOOKS) {
    await page.emulateMedia(media);
    await page.evaluate((name) => window.contrastPage.look(name), theme);
    await page.evaluate(untilStill);
    const spots = await page.evaluate(() => window.contrastPage.spots());
    const height = Math.min(1_300, Math.max(...spots.map(bottomOf)) + 4);
    const clip = { x: 0, y: 0, width: 700, height };
    const png = (await page.screenshot({ clip })).toString('base64');
    const found = await measuring.evaluate(
      ([picture, all, scale]) => window.contrastPage.measured(picture, all, scale),
      /** @type {const} */ ([png, spots, SCALE]),
    );
    measured += spots.length;
    const where = [board, theme, media.colorScheme, media.forcedColors === 'active' ? 'forced' : ''];
    for (const [name, { contrast, at }] of Object.entries(found)) {
      if (contrast >= (lowest[name]?.contrast ?? 22)) continue;
      const place = [at.x, at.y, at.width, at.height].map(Math.round).join(' ');
      lowest[name] = { contrast: Math.round(contrast * 100) / 100, in: `${where.join(' ').trim()} ${place}` };
    }
  }
  await page.close();
  await measuring.close();
}

/** The lower edge of a spot. @param {import('./measure.js').Spot} spot */
function bottomOf(spot) {
  const boxes = 'ink' in spot ? [spot.ink] : 'edge' in spot ? [spot.edge] : spot.pair;
  return Math.max(...boxes.map(({ y, height }) => y + height));
}

/** Every board has its act. @param {Page} page */
async function checkBoards(page) {
  const boards = await page.evaluate(() => window.contrastPage.boards);
  const missing = boards.filter((name) => !(name in ACTS));
  if (missing.length > 0) throw new Error(`Nothing is done on the boards ${missing}.`);
}

/** Resolves when what fades has done so, and it is drawn. Runs in the page. */
async function untilStill() {
  await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}
