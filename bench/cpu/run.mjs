// npm run bench:cpu: the encoder against transformers.js and onnxruntime-web, on one thread of one headless Chromium,
// with the bundled model's 8-bit weights. Engines take turns, shape by shape and round by round; medians.
//
//   --rounds N       rounds (default 5)
//   --only SHAPES    only these shapes, separated by commas, and no others' bars; none: the roofline alone; bits: 4 bits against 8

import { parseArgs } from 'node:util';
import { mapValues } from '../../tools/map-values.mjs';
import { cosine } from '../../tools/metrics.mjs';
import { atLeast, atMost, median, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';
import { downloadBytes, encoderBytes, installPeer, peerVersions } from '../peer.mjs';
import { measureBits } from './bits.mjs';
import { memoryOf } from './memory.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
});
const ROUNDS = Number(options.rounds);
/** Starts of a fresh worker, in each round. */
const STARTS = 3;
/** Where the relaxed dot is one instruction, it is faster by at least this than the three that do the same. */
const HAS_DOT = 1.3;

/** @typedef {import('./engines.js').EngineName} EngineName */
/** @typedef {import('./texts.js').ShapeName} ShapeName */
/** @typedef {Record<string, Record<string, number>>} Medians shape -> engine -> milliseconds */

/** @type {readonly EngineName[]} */
const ENGINES = ['transformers', 'onnxruntime', 'ours', 'plain', 'two'];
/** Calls per measurement, so that the clock's steps do not show. @type {Partial<Record<ShapeName, number>>} */
const REPEATS = { tokens16: 20, tokens128: 3 };

installPeer();
await withBenchPage(async (openPage, chromiumPath) => {
  const page = await openPage();
  await page.evaluate(() => window.cpuBench.assertLengths());
  if (options.only === 'bits') {
    const { bars, table } = await measureBits(page, ROUNDS);
    return report({
      bars,
      n: { rounds: ROUNDS },
      chromiumPath,
      json: options.json,
      tables: { bits_ms: table },
    });
  }
  if (options.only !== 'none') await verifyVectors(page);
  const products = await page.evaluate(() => window.cpuBench.products());
  const dotSpeedup = products.pairwise / products.dot;
  const roofline = await measureRoofline(page);
  const medians = options.only === 'none' ? {} : await measureShapes(page);
  if (options.only === 'none') {
    const bars = rooflineBars(roofline);
    return report({ bars, n: { rounds: ROUNDS }, chromiumPath, json: options.json, tables: { roofline } });
  }
  const ready = await measureReady(page);
  const bits = options.only ? undefined : await measureBits(page, ROUNDS);
  await page.context().close();
  const tables = {
    medians_ms: medians,
    roofline,
    transformers_over_ours: mapValues(ratios(medians, 'transformers', 'ours'), round2),
    onnxruntime_over_ours: mapValues(ratios(medians, 'onnxruntime', 'ours'), round2),
    ready_ms: ready,
    ...(bits && { bits_ms: bits.table }),
    memory_mb: await memoryOf(openPage, ENGINES),
    bytes: await downloadBytes(),
  };
  const bars = options.only
    ? {}
    : { ...barsOf(medians, ready, dotSpeedup), ...rooflineBars(roofline), ...bits?.bars };
  const n = { rounds: ROUNDS, mixed_texts: 96 };
  report({ bars, n, chromiumPath, json: options.json, versions: peerVersions(), tables });
}, 'cpu');

/**
 * All engines give the same model's vectors, or what they take for it says nothing.
 * @param {import('playwright').Page} page
 */
async function verifyVectors(page) {
  const theirs = await vectorsOf(page, 'onnxruntime');
  for (const engine of ENGINES) {
    const cosines = (await vectorsOf(page, engine)).map((vector, i) => cosine(vector, theirs[i] ?? []));
    const worst = Math.min(...cosines);
    if (!(worst >= 0.98)) throw new Error(`${engine} gives other vectors than onnxruntime: cosine ${worst}.`);
  }
}

/**
 * @param {import('playwright').Page} page
 * @param {EngineName} engine
 */
function vectorsOf(page, engine) {
  return page.evaluate((engine) => window.cpuBench.vectors(engine), engine);
}

/**
 * @param {import('playwright').Page} page
 * @returns {Promise<Medians>}
 */
async function measureShapes(page) {
  const all = await page.evaluate(() => window.cpuBench.shapes);
  const shapes = options.only ? all.filter((shape) => options.only?.split(',').includes(shape)) : all;
  /** @type {Record<string, Record<string, number[]>>} */
  const times = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const shape of shapes) {
      for (const [i] of ENGINES.entries()) {
        const engine = /** @type {EngineName} */ (ENGINES[(i + round) % ENGINES.length]);
        const ms = await page.evaluate(
          ([engine, shape, repeats]) => window.cpuBench.measure(engine, shape, repeats),
          /** @type {const} */ ([engine, shape, REPEATS[shape] ?? 1]),
        );
        times[shape] ??= {};
        times[shape][engine] = [...(times[shape][engine] ?? []), ms];
        if (!options.json)
          process.stderr.write(`\rround ${round + 1} of ${ROUNDS}: ${shape}, ${engine}      `);
      }
    }
  }
  return mapValues(times, (byEngine) => mapValues(byEngine, (ms) => round2(median(ms))));
}

/**
 * GOP/s of the encoder and of its inner step, by model and shape.
 * @param {import('playwright').Page} page
 */
async function measureRoofline(page) {
  /** @type {Record<string, { gops: number, peak: number, share: number }>} */
  const table = {};
  for (const model of /** @type {const} */ (['MiniLM', 'bge-small'])) {
    const shapes = await page.evaluate(
      ([model, rounds]) => window.cpuBench.roofline(model, rounds),
      /** @type {const} */ ([model, ROUNDS]),
    );
    for (const [shape, { speeds, peaks }] of Object.entries(shapes)) {
      const share = median(speeds.map((speed, i) => speed / Number(peaks[i])));
      table[`${model}, ${shape}`] = {
        gops: round2(median(speeds)),
        peak: round2(median(peaks)),
        share: round2(share),
      };
    }
  }
  return table;
}

/** @param {Awaited<ReturnType<typeof measureRoofline>>} table */
function rooflineBars(table) {
  return { encoder_share_of_peak: atLeast(Math.min(...Object.values(table).map(({ share }) => share)), 0.8) };
}

/** @param {import('playwright').Page} page */
async function measureReady(page) {
  /** @type {Record<'transformers' | 'ours', number[]>} */
  const times = { transformers: [], ours: [] };
  for (let start = 0; start < ROUNDS * STARTS; start++) {
    for (const engine of /** @type {const} */ (['transformers', 'ours']))
      times[engine].push(await page.evaluate((engine) => window.cpuBench.ready(engine), engine));
  }
  return { transformers: round2(median(times.transformers)), ours: round2(median(times.ours)) };
}

/**
 * @param {Medians} medians
 * @param {{ transformers: number, ours: number }} ready
 * @param {number} dotSpeedup
 */
function barsOf(medians, ready, dotSpeedup) {
  const against = ratios(medians, 'transformers', 'ours');
  const hasDot = dotSpeedup >= HAS_DOT;
  /** @param {string} shape @param {number} withDot @param {number} without */
  const bar = (shape, withDot, without) => atLeast(against[shape] ?? Number.NaN, hasDot ? withDot : without);
  const plain = Object.values(ratios(medians, 'onnxruntime', 'plain'));
  const bulk = ratios(medians, 'ours', 'two');
  const wasm = encoderBytes();
  return {
    dot_speedup: atLeast(dotSpeedup, 0),
    mixed96_one_call: bar('mixed96_one_call', 17, 14),
    mixed96_one_by_one: bar('mixed96_one_by_one', 2.6, 2.0),
    tokens128: bar('tokens128', 2.4, 1.8),
    tokens512: bar('tokens512', 2.6, 2.1),
    ready_from_bytes: atLeast(ready.transformers / ready.ours, 4),
    plain_simd_vs_onnxruntime: atLeast(Math.min(...plain), 1.4),
    one_by_one_overhead: atMost(
      Number(medians.mixed96_one_by_one?.ours) / Number(medians.mixed96_one_call?.ours),
      1.06,
    ),
    two_workers: atLeast(bulk.mixed96_one_call ?? Number.NaN, 1.85),
    wasm_raw_bytes: atMost(wasm.raw, 60_000),
    wasm_brotli_bytes: atMost(wasm.brotli, 12_100),
  };
}

/**
 * How many times longer one engine takes than another, by shape.
 * @param {Medians} medians
 * @param {EngineName} slow
 * @param {EngineName} fast
 * @returns {Record<string, number>}
 */
function ratios(medians, slow, fast) {
  return mapValues(medians, (byEngine) => Number(byEngine[slow]) / Number(byEngine[fast]));
}

/** @param {number} value */
function round2(value) {
  return Math.round(value * 100) / 100;
}
