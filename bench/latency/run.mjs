// npm run bench:latency: how long a person waits for the bundled model in Chromium. Medians, in milliseconds.

import { parseArgs } from 'node:util';
import { atMost, median, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const VISITS = 7;
const ROUNDS = 30;

const QUERY = 'how do I get my money back';
const SENTENCES = Array.from({ length: 32 }, (_, index) => {
  const words = [
    'the',
    'river',
    'carries',
    'small',
    'boats',
    'past',
    'old',
    'stone',
    'bridges',
    'every',
    'morning',
  ];
  return `Note ${index}: ${words.slice(0, 5 + (index % 7)).join(' ')}`;
});

await withBenchPage(async (openPage, chromiumPath) => {
  const cold = [];
  const cached = [];
  for (let visit = 0; visit < VISITS; visit++) {
    const page = await openPage();
    cold.push(await page.evaluate(() => window.latencyBench.ready()));
    await page.reload();
    await page.waitForFunction(() => window.latencyBench);
    cached.push(await page.evaluate(() => window.latencyBench.ready()));
    await page.context().close();
  }
  const page = await openPage();
  const one = await page.evaluate(
    ([text, rounds]) => window.latencyBench.calls('cpu', [text], rounds),
    /** @type {const} */ ([QUERY, ROUNDS]),
  );
  const many = await page.evaluate(
    ([texts, rounds]) => window.latencyBench.calls('cpu', texts, rounds),
    /** @type {const} */ ([SENTENCES, ROUNDS]),
  );
  const hash = await page.evaluate(
    ([text, rounds]) => window.latencyBench.calls('hash', [text], rounds),
    /** @type {const} */ ([QUERY, ROUNDS]),
  );
  const bars = {
    ready_cold_ms: atMost(median(cold), 3000),
    ready_cached_ms: atMost(median(cached), 500),
    one_text_ms: atMost(median(one), 100),
    texts32_ms: atMost(median(many), 1000),
    hash_ms: atMost(median(hash), 1),
  };
  report({ bars, n: { visits: VISITS, rounds: ROUNDS }, chromiumPath, json: options.json });
}, 'latency');
