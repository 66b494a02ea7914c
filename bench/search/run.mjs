// npm run bench:search: finding the ten nearest of many vectors, exactly, and the ten best of many texts by words, in one
// thread of one headless Chromium. Vectors: against the loop that one would write. Words: against MiniSearch, also of queries with
// a typo. Random vectors, and texts of words as long and as frequent as words are. Medians; all take turns.
// Then making an index of abstracts of SciFact (../shared/data, or --data DIR; without it that is left out): how much longer
// it takes than embedding their passages, and how soon it answers meanwhile. And opening one of vectors that were kept.
//
// And items that come and go: a search among 20 after many others, against 20 that are new; removing a fifth of many texts.
//
//   --words          words only
//   --rounds N       rounds (default 9)
//   --rows N         vectors and texts (default 100000)
//   --abstracts N    abstracts in a round, 5183 at most (default 200, in a fifth of the rounds)
//   --kept N         vectors that were kept (default 50000)
//   --changes N      items that come and go (default 1000000)

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readScifact } from '../../tools/datasets.mjs';
import { atLeast, atMost, median, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';
import { installPeer, peerVersions } from '../peer.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    words: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '9' },
    rows: { type: 'string', default: '100000' },
    abstracts: { type: 'string', default: '200' },
    kept: { type: 'string', default: '50000' },
    changes: { type: 'string', default: '1000000' },
    data: { type: 'string', default: resolve(import.meta.dirname, '../../../shared/data') },
  },
});
const [ROUNDS, ROWS] = [Number(options.rounds), Number(options.rows)];
const [ABSTRACTS, KEPT] = [Number(options.abstracts), Number(options.kept)];
const CHANGES = Number(options.changes);
/** Words of a text whose vector was kept: a sentence or two. */
const KEPT_WORDS = 20;
/** Searches in a measurement, so that the clock's steps do not show. */
const TIMES = { float32: 10, int8: 10, loop: 3, read: 10 };
/** Queries by words that a round asks: few, since MiniSearch takes long for each. Each round has its own. */
const QUERIES = 4;
/** From here on an index finds candidates by int8. */
const ROWS_THRESHOLD = 50_000;

installPeer();
await withBenchPage(options.words ? reportWords : reportAll, 'search');

/** @typedef {Parameters<Parameters<typeof withBenchPage>[0]>[0]} OpenPage */

/**
 * @param {OpenPage} openPage
 * @param {string} chromiumPath
 */
async function reportWords(openPage, chromiumPath) {
  const { bars, times, build } = await measureWords(await openPage());
  report({
    bars,
    n: { rounds: ROUNDS, rows: ROWS, words_per_text: 50 },
    ...{ chromiumPath, json: options.json, versions: peerVersions() },
    tables: { 'words, ms': times, 'words, ms to build': build },
  });
}

/**
 * @param {OpenPage} openPage
 * @param {string} chromiumPath
 */
async function reportAll(openPage, chromiumPath) {
  const page = await openPage();
  await page.evaluate((rows) => window.searchBench.makeVectors(rows), ROWS);
  const agrees = await page.evaluate(() => window.searchBench.agreement(20));
  const vectors = await takeTurns(/** @type {const} */ (['float32', 'read', 'int8', 'loop']), (way) =>
    page.evaluate(
      ([way, times]) => window.searchBench.measureVectors(way, times),
      /** @type {const} */ ([way, TIMES[way]]),
    ),
  );
  const { bars: wordBars, ...words } = await measureWords(page);
  await page.close(); // its vectors and texts take memory
  const indexing = await measureIndexing(await openPage());
  const { opened, adding } = await measureOpening(await openPage());
  const { churned, fresh, removing } = await measureChurn(await openPage());
  report({
    bars: {
      search_f32_ms: atMost(vectors.float32, 8),
      search_int8_ms: atMost(vectors.int8, 4),
      // Relative to reading as many bytes.
      search_share_of_bandwidth: atLeast(vectors.read / vectors.float32, 0.8),
      // What an index of so many rows does by default.
      search_vs_js_loop: atLeast(vectors.loop / (ROWS >= ROWS_THRESHOLD ? vectors.int8 : vectors.float32), 4),
      ...wordBars,
      all_find_the_same: atLeast(Number(agrees), 1),
      ...indexing.bars,
      open_kept_ms: atMost(opened, 1000),
      longest_task_of_adding_ms: atMost(adding, 50),
      churned_search_ratio: atMost(churned / fresh, 1.5),
      removing_a_fifth_ms: atMost(removing, 200),
    },
    n: {
      ...{ rounds: ROUNDS, rows: ROWS, dimensions: 384, words_per_text: 50, kept: KEPT, changes: CHANGES },
      ...indexing.n,
    },
    chromiumPath,
    json: options.json,
    versions: peerVersions(),
    tables: {
      'searching 20 items, ms': { 'after others have come and gone': churned, new: fresh },
      'vectors, ms': vectors,
      'words, ms': words.times,
      'words, ms to build': words.build,
    },
  });
}

/**
 * The median time of one query by words, over all rounds, with a typo and without.
 * @param {import('playwright').Page} page
 */
async function measureWords(page) {
  const build = await page.evaluate((rows) => window.searchBench.makeTexts(rows), ROWS);
  const { exact, misspelt } = await page.evaluate(
    (count) => window.searchBench.queries(count),
    QUERIES * ROUNDS,
  );
  /** @type {Record<string, { way: import('./page.js').WordWay, queries: readonly string[] }>} */
  const ways = {
    bm25: { way: 'bm25', queries: exact },
    bm25_typos: { way: 'bm25', queries: misspelt },
    minisearch: { way: 'minisearch', queries: exact },
    minisearch_typos: { way: 'minisearch_fuzzy', queries: misspelt },
  };
  /** @type {Record<string, number[]>} */
  const times = {};
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, { way, queries }] of Object.entries(ways)) {
      const ms = await page.evaluate(
        ([way, queries]) => window.searchBench.measureWords(way, queries),
        /** @type {const} */ ([way, queries.slice(round * QUERIES, (round + 1) * QUERIES)]),
      );
      times[name] = [...(times[name] ?? []), ...ms];
    }
  const medians = Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, median(ms)]));
  const ratio = (/** @type {string} */ one, /** @type {string} */ other) =>
    Number(medians[one]) / Number(medians[other]);
  return {
    bars: {
      bm25_vs_minisearch: atLeast(ratio('minisearch', 'bm25'), 50),
      typo_ms: atMost(Number(medians.bm25_typos), 1),
      typo_vs_minisearch: atLeast(ratio('minisearch_typos', 'bm25_typos'), 50),
      // Against the same queries without their typos.
      typo_vs_exact: atMost(ratio('bm25_typos', 'bm25'), 2),
    },
    times: medians,
    build,
  };
}

/**
 * Making an index of abstracts, against embedding their passages; and answers meanwhile.
 * @param {import('playwright').Page} page
 */
async function measureIndexing(page) {
  if (!existsSync(options.data)) {
    console.log(`Making an index was not measured: ${options.data} is not here.`);
    return { bars: {}, n: {} };
  }
  const { documents, queries } = readScifact(options.data);
  const abstracts = documents.map(({ text }) => text);
  const rounds = Math.max(Math.round(ROUNDS / 5), 1);
  /** @type {number[]} */
  const ratios = [];
  await page.evaluate((texts) => window.searchBench.indexing.embed(texts), abstracts.slice(0, 20));
  for (let round = 0; round < rounds; round++) {
    const texts = abstracts.slice(round * ABSTRACTS, (round + 1) * ABSTRACTS);
    const bare = await page.evaluate((texts) => window.searchBench.indexing.embed(texts), texts);
    const index = await page.evaluate((texts) => window.searchBench.indexing.index(texts), texts);
    ratios.push(bare / index);
  }
  const asked = queries.map(({ text }) => text);
  const { answers, longestTask } = await page.evaluate(
    ([texts, queries]) => window.searchBench.indexing.searchMeanwhile(texts, queries),
    /** @type {const} */ ([abstracts.slice(0, ABSTRACTS), asked]),
  );
  const messages = await page.evaluate(
    ([texts, query]) => window.searchBench.indexing.messages(texts, query),
    /** @type {const} */ ([abstracts.slice(0, ABSTRACTS), asked[0] ?? '']),
  );
  const sorted = answers.toSorted((a, b) => a - b);
  return {
    bars: {
      indexing_vs_encoder: atLeast(median(ratios), 0.9),
      answer_while_indexing_p95_ms: atMost(sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN, 150),
      longest_task_ms: atMost(longestTask, 50),
      calls_per_indexed_text: atMost(messages.callsPerText, 1.1),
      characters_sent_ratio: atMost(messages.charactersRatio, 1.1),
      round_trips_per_keystroke: atMost(messages.roundTrips, 1),
    },
    n: { abstracts: ABSTRACTS, indexing_rounds: rounds, answers: answers.length },
  };
}

/**
 * Milliseconds until vectors that were kept are searched again, and of the page's longest task while as many are put in.
 * @param {import('playwright').Page} page
 */
async function measureOpening(page) {
  const texts = await page.evaluate(
    ([count, words]) => window.searchBench.texts(count, words),
    /** @type {const} */ ([KEPT, KEPT_WORDS]),
  );
  const adding = await page.evaluate(
    (texts) => window.searchBench.indexing.longestTaskOfAdding(texts),
    texts,
  );
  const opened = await page.evaluate((texts) => window.searchBench.indexing.reopen(texts, 5), texts);
  return { opened: median(opened), adding };
}

/**
 * A search after many changes of items, and among new ones; and removing a fifth of the texts, on the search thread.
 * @param {import('playwright').Page} page
 */
async function measureChurn(page) {
  const { churned, fresh } = await page.evaluate(
    ([changes, rounds]) => window.searchBench.churn.searchTimes(changes, rounds),
    /** @type {const} */ ([CHANGES, ROUNDS]),
  );
  const removing = await page.evaluate(
    (count) => window.searchBench.churn.removalTime(window.searchBench.texts(count, 50)),
    ROWS,
  );
  return { churned: Math.min(...churned), fresh: Math.min(...fresh), removing };
}

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
