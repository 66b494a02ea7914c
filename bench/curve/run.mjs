// npm run bench:curve: how time and memory grow with the number of texts, the length of a document, items of an index, numbers of a
// vector, and tabs, in headless Chromium. Prints the exponent of each, as fitted to its larger half: 1 is proportional.
//
//   --items N    items of the largest index (default 200000)

import { parseArgs } from 'node:util';
import { atMost, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';
import { privateBytes, renderers } from '../processes.mjs';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, items: { type: 'string', default: '200000' } },
});
const ITEMS = Number(options.items);
const TEXTS = [1, 3, 10, 30, 100, 300, 1_000];
const WORDS = [1, 10, 100, 1_000, 5_000, 10_000, 50_000];
const INDEXES = [1_000, 5_000, 10_000, 50_000, 100_000, 200_000].filter((items) => items <= ITEMS);
const DIMENSIONS = [64, 128, 256, 384, 512, 768];
/** So many that the larger half does not fit into a processor's caches, behind which each number takes longer. */
const ROWS = 50_000;
const TABS = 4;
/** What is a little more than proportional is noise, or a cache that is full. */
const PROPORTIONAL = 1.15;

/** @typedef {import('playwright').Page} Page */
/** @typedef {[x: number, y: number]} Point */
/** @typedef {Parameters<Parameters<typeof withBenchPage>[0]>[0]} OpenPage */

await withBenchPage(async (openPage, chromiumPath) => {
  const { texts, words } = await embeddingCurves(openPage);
  const indexes = await indexCurves(openPage);
  const dimensions = await dimensionCurve(openPage);
  const tabs = await tabCurve(openPage);
  const largest = INDEXES.at(-1) ?? 0;
  const stored = await measureIndex(openPage, largest, { precision: 'auto', persist: true });
  const bytes = await measureIndex(openPage, largest, { precision: 'int8', persist: false });
  const curve = (/** @type {keyof (typeof indexes)[number]} */ of) =>
    exponentOf(indexes.map((each) => [each.items, each[of]]));
  const exponents = {
    texts: exponentOf(texts),
    length: exponentOf(words),
    items_build: curve('build_ms'),
    items_semantic: curve('semantic_ms'),
    items_lexical: curve('lexical_ms'),
    items_memory: curve('memory_mb'),
    dimensions: exponentOf(dimensions),
    tabs_memory: exponentOf(tabs),
  };
  const bars = {
    ...Object.fromEntries(
      Object.entries(exponents).map(([name, value]) => [`${name}_exponent`, atMost(value, PROPORTIONAL)]),
    ),
    memory_of_stored_mb: atMost(stored.memory_mb, 1_500),
    memory_of_int8_mb: atMost(bytes.memory_mb, stored.memory_mb),
  };
  report({
    bars,
    n: { items: largest, dimensions: 384, tabs: TABS },
    chromiumPath,
    json: options.json,
    tables: {
      texts_ms: Object.fromEntries(texts),
      words_of_a_document_ms: Object.fromEntries(words),
      indexes: Object.fromEntries(indexes.map(({ items, ...measured }) => [items, measured])),
      [`${largest} items`]: { 'with persist': stored, 'precision int8': bytes },
      [`dimensions_ms, ${ROWS} rows`]: Object.fromEntries(dimensions),
      tabs_mb: Object.fromEntries(tabs),
    },
  });
}, 'curve');

/** @param {OpenPage} openPage */
async function embeddingCurves(openPage) {
  const page = await openPage();
  await page.evaluate(() => window.curveBench.warm());
  /** @type {Point[]} */
  const texts = [];
  /** @type {Point[]} */
  const words = [];
  for (const count of TEXTS)
    texts.push([count, round1(await page.evaluate((count) => window.curveBench.embed(count), count))]);
  for (const count of WORDS)
    words.push([
      count,
      round1(await page.evaluate((count) => window.curveBench.embedDocument(count), count)),
    ]);
  await page.context().close();
  return { texts, words };
}

/** @param {OpenPage} openPage */
async function indexCurves(openPage) {
  const measured = [];
  for (const items of INDEXES) {
    const each = await measureIndex(openPage, items, { precision: 'auto', persist: false });
    measured.push({ items, ...each });
  }
  return measured;
}

/**
 * An index in a page of its own: milliseconds, and the memory of its process beyond the empty page's.
 * @param {OpenPage} openPage
 * @param {number} items
 * @param {{ precision: 'auto' | 'int8', persist: boolean }} how
 */
async function measureIndex(openPage, items, how) {
  if (!options.json) process.stderr.write(`${items} items …\n`);
  const page = await openPage();
  const empty = await allBytes(page);
  let peak = 0;
  const watch = setInterval(async () => {
    peak = Math.max(peak, await allBytes(page).catch(() => 0)); // it ends meanwhile
  }, 500);
  const { build, semantic, lexical } = await page.evaluate(
    ([items, how]) => window.curveBench.makeIndex(items, how),
    /** @type {const} */ ([items, how]),
  );
  clearInterval(watch);
  const now = await allBytes(page);
  await page.context().close();
  const megabytes = (/** @type {number} */ bytes) => Math.round((bytes - empty) / 1e6);
  return {
    build_ms: Math.round(build),
    semantic_ms: round1(semantic),
    lexical_ms: round1(lexical),
    memory_mb: megabytes(now),
    peak_mb: megabytes(Math.max(peak, now)),
  };
}

/** The bytes of all renderer processes: one of them is the page's. @param {Page} page */
async function allBytes(page) {
  return (await renderers(page)).reduce((sum, pid) => sum + privateBytes(pid), 0);
}

/** @param {OpenPage} openPage @returns {Promise<Point[]>} */
async function dimensionCurve(openPage) {
  const page = await openPage();
  /** @type {Point[]} */
  const points = [];
  for (const dimensions of DIMENSIONS) {
    const ms = await page.evaluate(
      ([rows, dimensions]) => window.curveBench.searchVectors(rows, dimensions),
      /** @type {const} */ ([ROWS, dimensions]),
    );
    points.push([dimensions, Math.round(ms * 100) / 100]);
  }
  await page.context().close();
  return points;
}

/** MB of all tabs that share a model, beyond those of empty ones. @param {OpenPage} openPage @returns {Promise<Point[]>} */
async function tabCurve(openPage) {
  const first = await openPage('?shared');
  const tabs = [first];
  /** @type {Point[]} */
  const points = [];
  let before = await allBytes(first);
  let total = 0;
  for (let count = 1; count <= TABS; count += 1) {
    if (count > 1) {
      const tab = await first.context().newPage();
      await tab.goto(first.url());
      await tab.waitForFunction(() => window.curveBench);
      tabs.push(tab);
      before = await allBytes(first);
    }
    await tabs.at(-1)?.evaluate(() => window.curveBench.warm());
    total += (await allBytes(first)) - before;
    points.push([count, round1(total / 1e6)]);
  }
  await first.context().close();
  return points;
}

/**
 * The slope of a straight line through the logarithms of the larger half of the points (least squares).
 * @param {readonly Point[]} points
 */
function exponentOf(points) {
  const logs = points.slice(Math.floor(points.length / 2)).map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (/** @type {0 | 1} */ i) => logs.reduce((sum, log) => sum + Number(log[i]), 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [x = 0, y = 0]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x = 0]) => sum + (x - meanX) ** 2, 0);
}

/** @param {number} value */
function round1(value) {
  return Math.round(value * 10) / 10;
}
