// npm run bench:typing: what a person feels who types into a search in Chromium.
//
//   --presentation NAMES   only the longest tasks of these: inline, popover, dialog, separated by commas
//   --json                 one JSON object last: { machine, versions, bars, … }

import { parseArgs } from 'node:util';
import { atMost, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';
import { measureKeys } from './keys.mjs';

/** @typedef {import('playwright').Page} Page */

const { values: options } = parseArgs({
  options: { presentation: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const ITEMS = 10_000;
const TYPED = 'quiet boat';
const KEY_MS = 50;
const ROUNDS = 5;

/** @typedef {'inline' | 'popover' | 'dialog'} Presentation */
const ALL = /** @type {const} */ (['inline', 'popover', 'dialog']);
const presentations = ALL.filter((name) => options.presentation?.split(',').includes(name) ?? true);

await withBenchPage(async (openPage, chromiumPath) => {
  /** @type {Partial<Record<Presentation, Awaited<ReturnType<typeof measure>>>>} */
  const tasks = {};
  for (const name of presentations) tasks[name] = await measure(await openPage(), name);
  const { inline, popover, dialog } = tasks;
  const keys = options.presentation === undefined ? await measureKeys(openPage) : { bars: {}, table: {} };
  const embedded = Object.values(tasks).map((measured) => measured.embedded);
  const bars = {
    ...(inline && { longest_task_ms: atMost(inline.longest, 50) }),
    ...(popover && { popover_longest_task_ms: atMost(popover.longest, 50) }),
    ...(dialog && { dialog_longest_task_ms: atMost(dialog.longest, 50) }),
    ...(popover && { layout_shift: atMost(popover.shift, 0) }),
    embeddings_per_key: atMost(Math.max(...embedded), 1),
    ...keys.bars,
  };
  report({
    bars,
    n: { items: ITEMS, keys: TYPED.length, rounds: ROUNDS },
    chromiumPath,
    json: options.json,
    tables: { tasks, keys_ms: keys.table },
  });
}, 'typing');

/**
 * Types several texts into a search of many items, and in a popover or a dialog chooses what was found, which closes it.
 * @param {Page} page
 * @param {Presentation} presentation
 */
async function measure(page, presentation) {
  await page.evaluate(
    ([items, shown]) => window.typingBench.show(items, '', shown),
    /** @type {const} */ ([ITEMS, presentation]),
  );
  if (presentation === 'dialog') await page.getByRole('button').click();
  const input = page.getByRole('combobox');
  const indexed = page.locator('[data-sem-part=progress]');
  const ready = page.locator('[data-sem-part=root][data-state=ready]');
  await input.fill('lamp');
  await ready.waitFor({ timeout: 120_000 });
  await indexed.waitFor({ state: 'detached' });
  let [longest, embedded, shift] = [0, 0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    await input.fill('');
    await page.evaluate(() => window.typingBench.begin());
    const typed = `${TYPED}${round}`.slice(-10); // other words each time, or the answer is known
    await page.evaluate(
      ([text, keyMs]) => window.typingBench.type(text, keyMs),
      /** @type {const} */ ([typed, KEY_MS]),
    );
    await ready.waitFor();
    if (presentation !== 'inline') await chooseFirst(page);
    const measured = await page.evaluate(() => window.typingBench.measured());
    longest = Math.max(longest, measured.longestMs);
    embedded = Math.max(embedded, measured.queries.length / typed.length);
    shift += measured.shift;
    if (presentation === 'dialog') await page.getByRole('button').click();
  }
  await page.context().close();
  return { longest, embedded, shift };
}

/** @param {Page} page */
async function chooseFirst(page) {
  const panel = page.locator('[data-sem-part=panel]');
  await panel.waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await panel.waitFor({ state: 'hidden' });
}
