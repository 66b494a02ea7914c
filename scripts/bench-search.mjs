// npm run bench:search: finding the ten nearest of many vectors, exactly, and the ten best of many texts by words, in one
// thread of one headless Chromium. Vectors: against the loop that one would write. Words: against MiniSearch. Random
// vectors, and texts of words as frequent as words are. Medians; all take turns.
//
//   --rounds N       rounds (default 9)
//   --rows N         vectors and texts (default 100000)

import { parseArgs } from 'node:util';
import { withBenchPage } from './bench-page.mjs';
import { installPeer, peerVersions } from './bench-peer.mjs';
import { atLeast, atMost, median, report } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '9' },
    rows: { type: 'string', default: '100000' },
  },
});
const [ROUNDS, ROWS] = [Number(options.rounds), Number(options.rows)];
/** Searches in a measurement, so that the clock's steps do not show. */
const TIMES = { float32: 10, int8: 10, loop: 3 };
const QUERIES = 5;
/** From here on an index finds candidates by int8. */
const MANY_ROWS = 50_000;

installPeer();
await withBenchPage(async (openPage, chromiumPath) => {
  const page = await openPage();
  await page.evaluate((rows) => window.searchBench.makeVectors(rows), ROWS);
  const agrees = await page.evaluate(() => window.searchBench.agreement(20));
  const vectors = await takeTurns(/** @type {const} */ (['float32', 'int8', 'loop']), (way) =>
    page.evaluate(
      ([way, times]) => window.searchBench.measureVectors(way, times),
      /** @type {const} */ ([way, TIMES[way]]),
    ),
  );
  const build = await page.evaluate((rows) => window.searchBench.makeTexts(rows), ROWS);
  const queries = await page.evaluate((count) => window.searchBench.queries(count), QUERIES);
  const words = await takeTurns(/** @type {const} */ (['bm25', 'minisearch']), (way) =>
    page.evaluate(
      ([way, queries]) => window.searchBench.measureWords(way, queries),
      /** @type {const} */ ([way, queries]),
    ),
  );
  report({
    bars: {
      search_f32_ms: atMost(vectors.float32, 8),
      search_int8_ms: atMost(vectors.int8, 4),
      // What an index of so many rows does by default.
      search_vs_js_loop: atLeast(vectors.loop / (ROWS >= MANY_ROWS ? vectors.int8 : vectors.float32), 4),
      bm25_vs_minisearch: atLeast(words.minisearch / words.bm25, 50),
      all_find_the_same: atLeast(Number(agrees), 1),
    },
    n: { rounds: ROUNDS, rows: ROWS, dimensions: 384, words_per_text: 50 },
    chromiumPath,
    json: options.json,
    versions: peerVersions(),
    tables: { 'vectors, ms': vectors, 'words, ms': words, 'words, ms to build': build },
  });
}, 'search');

/**
 * The median of each way's measurements.
 * @template {string} Way
 * @param {readonly Way[]} ways
 * @param {(way: Way) => Promise<number>} measure
 * @returns {Promise<Record<Way, number>>}
 */
async function takeTurns(ways, measure) {
  const times = new Map(ways.map((way) => [way, /** @type {number[]} */ ([])]));
  for (let round = 0; round < ROUNDS; round++)
    for (const [i] of ways.entries()) {
      const way = /** @type {Way} */ (ways[(i + round) % ways.length]);
      times.get(way)?.push(await measure(way));
    }
  return /** @type {Record<Way, number>} */ (
    Object.fromEntries([...times].map(([way, ms]) => [way, median(ms)]))
  );
}
