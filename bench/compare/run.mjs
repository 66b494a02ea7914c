// npm run bench: this library against what people would use instead, in headless Chromium with the same weights. Engines and
// apps take turns; medians.
//
//   indexing     96 texts of 4 to 381 tokens, as in bench:cpu; transformers.js as documented (one call) and at its best
//   visits       an app of either library: page opened to first hit by meaning, behind a slow link and again; a first visit with
//                the weights that either documents, and with the same ones in both: of 8 bits, and of 4
//   keys         key press to rows on screen, over 10,000 and 100,000 items, also with the processor throttled 4 times
//   searching    10,000 texts: MiniSearch, Orama, client-vector-search
//   sizes        the builds of the two apps
//
//   --rounds N   rounds (default 3)

import { parseArgs } from 'node:util';
import { mapValues } from '../../tools/map-values.mjs';
import { atLeast, atMost, median, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';
import { memoryOf } from '../cpu/memory.mjs';
import { comparedVersions, installPeer } from '../peer.mjs';
import { measureKeys } from '../typing/keys.mjs';
import { installDocumentedModel } from './documentedModel.mjs';
import { sizesOfApps } from './sizes.mjs';
import { visits } from './visits.mjs';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '3' } },
});
const ROUNDS = Number(options.rounds);
const SEARCHED = 10_000;
const SEARCHES = 30;
/** Starts of a fresh worker, in each round: what else the machine does falls on one or the other. */
const STARTS = 4;
/** Where the relaxed dot is one instruction, it is faster by at least this than the three that do the same. */
const HAS_DOT = 1.3;

/** @typedef {import('../cpu/engines.js').EngineName} EngineName */
/** @typedef {import('../cpu/texts.js').ShapeName} ShapeName */

/** What is measured of whom. @type {readonly (readonly [ShapeName, readonly EngineName[]])[]} */
const SHAPES = [
  ['mixed96_one_call', ['transformers', 'ours', 'two']],
  ['mixed96_by_eights', ['transformers']],
  ['mixed96_one_by_one', ['transformers', 'ours']],
];

installPeer();
installDocumentedModel();
const say = (/** @type {string} */ what) => options.json || process.stderr.write(`${what} …\n`);
const { indexing, ready, dotSpeedup, memory, chromiumPath } = await withBenchPage(measureIndexing, 'cpu');
const { searching, times, line, sizes } = await withBenchPage(measureApps, 'compare');
say('keys');
const keys = await withBenchPage((openPage) => measureKeys(openPage), 'typing');

const { transformers = {}, ours = {}, two = {} } = indexing;
const best = Math.min(...Object.values(transformers));
const first = (/** @type {'ours' | 'theirs'} */ app, /** @type {import('./visits.mjs').Kind} */ kind) =>
  median(times[app][kind]);
/** Whether a bar of a first visit holds is asked with the weights that either library documents; the others say what is left of it. */
const coldRatio = (/** @type {import('./visits.mjs').Kind} */ kind) =>
  first('theirs', kind) / first('ours', kind);
const bars = {
  dot_speedup: atLeast(dotSpeedup, 0),
  indexing_one_thread: atLeast(Number(transformers.mixed96_one_call) / Number(ours.mixed96_one_call), 10),
  indexing_best_use: atLeast(best / Number(ours.mixed96_one_call), dotSpeedup >= HAS_DOT ? 2.6 : 2),
  indexing_two_workers: atLeast(Number(ours.mixed96_one_call) / Number(two.mixed96_one_call), 1.9),
  one_by_one_overhead: atMost(Number(ours.mixed96_one_by_one) / Number(ours.mixed96_one_call), 1.06),
  ready_from_bytes: atLeast(ready.transformers / ready.ours, 4),
  revisit_first_hit: atLeast(first('theirs', 'revisit') / first('ours', 'revisit'), 5),
  revisit_first_hit_ms: atMost(first('ours', 'revisit'), 400),
  revisit_ready_ms: atMost(first('ours', 'ready'), 400),
  cold_first_hit: atLeast(coldRatio('cold'), 2),
  cold_first_hit_same_q8: atLeast(coldRatio('cold_q8'), 0),
  cold_first_hit_same_q4: atLeast(coldRatio('cold_q4'), 0),
  cold_share_of_line: atLeast(median(line.ours.shares), 0.95),
  ...keys.bars,
  // Their first example has the library in the page.
  page_js_kb: atLeast((sizes.theirs.page + sizes.theirs.worker) / sizes.ours.page, 5),
  // With what the other app does not have: a search box.
  page_js_with_box_kb: atLeast(
    (sizes.theirs.page + sizes.theirs.worker) / (sizes.ours.page + sizes.ours.box),
    0,
  ),
  worker_js_kb: atLeast(sizes.theirs.worker / sizes.ours.worker, 5),
  bytes_to_meaning: atLeast(total(sizes.theirs) / total(sizes.ours), 50),
};
report({
  bars,
  n: { rounds: ROUNDS, texts: 96, tokens: 5_476, searched: SEARCHED, searches: SEARCHES, notes: 6 },
  chromiumPath,
  json: options.json,
  versions: comparedVersions(),
  tables: {
    indexing_ms: indexing,
    ready_ms: ready,
    first_hit_ms: mapValues(times, (kinds) => mapValues(kinds, (ms) => Math.round(median(ms)))),
    first_visit_mb: mapValues(line, ({ megabytes }) => Math.round(median(megabytes) * 10) / 10),
    keys_ms: keys.table,
    searching_ms: searching,
    sizes_kb: mapValues(sizes, (app) => mapValues(app, (kb) => Math.round(kb * 10) / 10)),
    memory_mb: memory,
  },
});

/**
 * @param {(search?: string) => Promise<import('playwright').Page>} openPage
 * @param {string} chromiumPath
 */
async function measureIndexing(openPage, chromiumPath) {
  const page = await openPage();
  const products = await page.evaluate(() => window.cpuBench.products());
  /** @type {Record<string, Record<string, number[]>>} */
  const all = {};
  /** @type {Record<'transformers' | 'ours', number[]>} */
  const starts = { transformers: [], ours: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    say(`indexing, round ${round + 1} of ${ROUNDS}`);
    for (const [shape, engines] of SHAPES)
      for (const engine of engines) {
        const ms = await page.evaluate(
          ([engine, shape]) => window.cpuBench.measure(engine, shape, 1),
          /** @type {const} */ ([engine, shape]),
        );
        all[engine] ??= {};
        all[engine][shape] = [...(all[engine][shape] ?? []), ms];
      }
    for (let start = 0; start < STARTS; start += 1)
      for (const engine of /** @type {const} */ (['transformers', 'ours']))
        starts[engine].push(await page.evaluate((engine) => window.cpuBench.ready(engine), engine));
  }
  await page.context().close();
  const memory = await memoryOf(openPage, ['transformers', 'ours', 'two']);
  return {
    indexing: mapValues(all, (shapes) => mapValues(shapes, (ms) => Math.round(median(ms)))),
    ready: mapValues(starts, (ms) => Math.round(median(ms))),
    dotSpeedup: products.pairwise / products.dot,
    memory,
    chromiumPath,
  };
}

/** @param {(search?: string) => Promise<import('playwright').Page>} openPage */
async function measureApps(openPage) {
  say('visits');
  const page = await openPage();
  const { times, line } = await visits(page.url(), ROUNDS);
  say('searching');
  /** @type {Record<string, Record<string, number>>} */
  const searching = {};
  for (const kind of /** @type {const} */ (['words', 'meaning'])) {
    const measured = await page.evaluate(
      ([kind, count, rounds]) => window.compareBench.search(kind, count, rounds),
      /** @type {const} */ ([kind, SEARCHED, SEARCHES]),
    );
    searching[kind] = mapValues(measured, (ms) => Math.round(median(ms) * 100) / 100);
  }
  return { searching, times, line, sizes: sizesOfApps() };
}

/** @param {Record<string, number>} sizes */
function total(sizes) {
  return Object.values(sizes).reduce((a, b) => a + b, 0);
}
