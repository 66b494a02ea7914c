// Contact sheets of a folder of pictures: some of them on one page, each with its name.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Pictures on a sheet: more would be too small to see anything. */
const PER_SHEET = 12;

/**
 * Writes `sheet-{name}-{number}.png` of the pictures whose name a pattern finds.
 * @param {import('playwright').Browser} browser
 * @param {string} folder
 * @param {string} name
 * @param {(file: string) => boolean} isOn
 * @returns {Promise<string[]>} their paths
 */
export async function writeSheets(browser, folder, name, isOn) {
  const files = readdirSync(folder).filter((file) => /^(?!sheet-).*\.png$/.test(file) && isOn(file));
  /** @type {string[]} */
  const written = [];
  for (let first = 0; first < files.length; first += PER_SHEET) {
    const page = await browser.newPage({ viewport: { width: 1_880, height: 400 } });
    const figures = files.slice(first, first + PER_SHEET).map((file) => figureOf(join(folder, file)));
    await page.setContent(`<style>${STYLE}</style><main>${figures.join('')}</main>`);
    const path = join(folder, `sheet-${name}-${written.length + 1}.png`);
    await page.screenshot({ path, fullPage: true });
    await page.close();
    written.push(path);
  }
  return written;
}

const STYLE = `
  body { margin: 16px; background: #888; font: 13px sans-serif }
  main { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 16px; align-items: start }
  figure { margin: 0; overflow: hidden }
  figcaption { padding-block: 4px; color: #fff }
  img { display: block; max-inline-size: 100%; max-block-size: 800px }`;

/** @param {string} path */
function figureOf(path) {
  const data = readFileSync(path).toString('base64');
  const name = basename(path, '.png');
  return `<figure><figcaption>${name}</figcaption><img alt="" src="data:image/png;base64,${data}"></figure>`;
}
