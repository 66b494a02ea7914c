// Key press to rows on screen, over many items, also with the page's processor throttled.

import { atMost } from '../../tools/report.mjs';

const TYPED = ['quiet boat', 'old bridge', 'paper lamp', 'winter road'];
const KEY_MS = 120;

/** @type {readonly { items: number, throttle: number, name: string }[]} */
const CASES = [
  { items: 1_000, throttle: 1, name: '1,000 items' },
  { items: 10_000, throttle: 1, name: '10,000 items' },
  { items: 10_000, throttle: 4, name: '10,000 items, throttled 4 times' },
  { items: 100_000, throttle: 1, name: '100,000 items' },
];

/** @param {(search?: string) => Promise<import('playwright').Page>} openPage */
export async function measureKeys(openPage) {
  /** @type {Record<string, { p50: number, p95: number, longest_task: number, keys: number }>} */
  const table = {};
  for (const { items, throttle, name } of CASES) {
    table[name] = await measureCase(openPage, items, throttle);
  }
  const of = (/** @type {string} */ name) => table[name] ?? { p95: Number.NaN, longest_task: Number.NaN };
  const bars = {
    keystroke_p95_ms: atMost(of('10,000 items').p95, 30),
    keystroke_p95_100k_ms: atMost(of('100,000 items').p95, 60),
    keystroke_longest_task_ms: atMost(
      Math.max(of('10,000 items').longest_task, of('100,000 items').longest_task),
      50,
    ),
    keystroke_longest_task_throttled_ms: atMost(of('10,000 items, throttled 4 times').longest_task, 50),
  };
  return { table, bars };
}

/**
 * @param {(search?: string) => Promise<import('playwright').Page>} openPage
 * @param {number} items
 * @param {number} throttle
 */
async function measureCase(openPage, items, throttle) {
  const page = await openPage();
  await page.evaluate((items) => window.typingBench.show(items), items);
  await page.getByRole('combobox').fill('lamp');
  await page.locator('[data-sem-part=root][data-state=ready]').waitFor({ timeout: 240_000 });
  await page.locator('[data-sem-part=progress]').waitFor({ state: 'detached', timeout: 240_000 });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  /** @type {number[]} */
  const times = [];
  await page.evaluate(() => window.typingBench.begin());
  for (const text of TYPED)
    times.push(
      ...(await page.evaluate(
        ([text, keyMs]) => window.typingBench.rowTimes(text, keyMs),
        /** @type {const} */ ([text, KEY_MS]),
      )),
    );
  const { longestMs } = await page.evaluate(() => window.typingBench.measured());
  await page.context().close();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) =>
    Math.round(Number(sorted[Math.floor((sorted.length - 1) * share)]) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), longest_task: Math.round(longestMs), keys: times.length };
}
