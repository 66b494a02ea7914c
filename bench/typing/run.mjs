// npm run bench:typing: what a person feels who types into a search in Chromium.

import { parseArgs } from 'node:util';
import { atMost, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';
import { measureKeys } from './keys.mjs';

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const ITEMS = 10_000;
const TYPED = 'quiet boat';
const KEY_MS = 50;
const ROUNDS = 5;

await withBenchPage(async (openPage, chromiumPath) => {
  const page = await openPage();
  await page.evaluate((items) => window.typingBench.show(items), ITEMS);
  const input = page.getByRole('combobox');
  const indexed = page.locator('[data-sem-part=progress]');
  await input.fill('lamp');
  await page.locator('[data-sem-part=root][data-state=ready]').waitFor({ timeout: 120_000 });
  await indexed.waitFor({ state: 'detached' });
  let [longest, embedded] = [0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    await input.fill('');
    await page.evaluate(() => window.typingBench.begin());
    const typed = `${TYPED}${round}`.slice(-10); // other words each time, or the answer is known
    await page.evaluate(
      ([text, keyMs]) => window.typingBench.type(text, keyMs),
      /** @type {const} */ ([typed, KEY_MS]),
    );
    await page.locator('[data-sem-part=root][data-state=ready]').waitFor();
    const { longestMs, queries } = await page.evaluate(() => window.typingBench.measured());
    longest = Math.max(longest, longestMs);
    embedded = Math.max(embedded, queries.length / typed.length);
  }
  await page.context().close();
  const keys = await measureKeys(openPage);
  const bars = {
    longest_task_ms: atMost(longest, 50),
    embeddings_per_key: atMost(embedded, 1),
    ...keys.bars,
  };
  report({
    bars,
    n: { items: ITEMS, keys: TYPED.length, rounds: ROUNDS },
    chromiumPath,
    json: options.json,
    tables: { keys_ms: keys.table },
  });
}, 'typing');
