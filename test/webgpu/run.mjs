// npm run test:webgpu: whether the GPU's vectors are right, what it is asked to do, and what happens when it fails. By
// default on two software adapters, Chromium's SwiftShader and Mesa's lavapipe, whose times say nothing of a GPU.
//
//   --gpu              on the machine's own
//   --adapters LIST    swiftshader, lavapipe, or both divided by a comma (default: both)
//   --without-faults   without test/browser/webgpu/faults.test.ts, which takes half a minute

import { parseArgs } from 'node:util';
import { withBenchPage } from '../../bench/bench-page.mjs';
import { findChromium } from '../../tools/browser.mjs';
import { gpuBytes } from '../../tools/bundle-size.mjs';
import { findLavapipe } from '../../tools/lavapipe.mjs';
import { atLeast, atMost, median, report } from '../../tools/report.mjs';
import { runFaults } from './faults.mjs';
import {
  BATCHES,
  batchOfWidth,
  DOCUMENTS,
  LARGE,
  LENGTHS,
  MANY_RAGGED,
  SIX_LAYERS,
  SMALL,
  SOME_RAGGED,
  TEXTS,
  WIDTHS,
} from './shapes.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    gpu: { type: 'boolean', default: false },
    adapters: { type: 'string', default: 'swiftshader,lavapipe' },
    'without-faults': { type: 'boolean', default: false },
  },
});
/** How often each is made ready, in turns. */
const READY_ROUNDS = 5;
const FLAGS = ['--enable-unsafe-webgpu', '--enable-webgpu-developer-features'];
const PLAIN = /** @type {const} */ ({
  pooling: 'mean',
  precision: 'fp32',
  kernels: 'direct',
  compare: false,
});

/** @typedef {import('playwright').Page} Page */

const chromiumPath = findChromium();
const adapters = options.gpu ? ['gpu'] : options.adapters.split(',');
const say = (/** @type {string} */ what) => process.stderr.write(`${what}\n`);

/** @param {Page} page @param {import('../../bench/webgpu/counting.worker.js').RandomInput} input */
const random = (page, input) => page.evaluate((given) => window.webgpuBench.random(given), input);

/** @param {Page} page @param {'fp32' | 'fp16'} precision */
const compare = (page, precision) =>
  page.evaluate(
    ([texts, asked]) => window.webgpuBench.compare(texts, asked),
    /** @type {const} */ ([TEXTS, precision]),
  );

/**
 * The least cosine to the float64 forward pass over lengths, batches and widths.
 * @param {Page} page
 * @param {'fp32' | 'fp16'} precision
 */
async function leastCosine(page, precision) {
  /** @type {readonly import('../../bench/webgpu/counting.worker.js').RandomInput['kernels'][]} */
  const kinds = precision === 'fp16' ? ['tiled'] : ['direct', 'tiled'];
  const batches = [...LENGTHS.map((length) => [length]), ...BATCHES, SOME_RAGGED];
  let least = 1;
  const measure = async (
    /** @type {import('../../bench/webgpu/counting.worker.js').RandomInput} */ input,
  ) => {
    const { cosine } = await random(page, input);
    const { kernels, pooling, shape } = input;
    say(`${precision} ${kernels} ${pooling}, hidden ${shape.hidden}, heads ${shape.heads}: ${cosine}`);
    least = Math.min(least, cosine);
  };
  const input = { ...PLAIN, shape: SMALL, precision, compare: true };
  for (const kernels of kinds) await measure({ ...input, kernels, batches });
  await measure({ ...input, pooling: 'cls', batches: [SOME_RAGGED] });
  await measure({ ...input, batches: [MANY_RAGGED] });
  for (const shape of WIDTHS) await measure({ ...input, shape, batches: [batchOfWidth(shape)] });
  return least;
}

/** Ours beside onnxruntime-web, on two layers. @param {Page} page */
async function besideOnnxruntime(page) {
  const input = { ...PLAIN, shape: { ...LARGE, layers: 2 } };
  const other = /** @type {const} */ ({ ...input, kernels: 'onnxruntime' });
  const ours = await random(page, { ...input, batches: DOCUMENTS });
  const theirs = await random(page, { ...other, batches: DOCUMENTS });
  const ready = [{ ours: ours.ready, onnxruntime: theirs.ready }];
  for (let round = 1; round < READY_ROUNDS; round++)
    ready.push({
      ours: (await random(page, { ...input, batches: [] })).ready,
      onnxruntime: (await random(page, { ...other, batches: [] })).ready,
    });
  const medians = {
    ours: median(ready.map((round) => round.ours)),
    onnxruntime: median(ready.map((round) => round.onnxruntime)),
  };
  const [same, mixed] = theirs.times.map((time, i) => time / Number(ours.times[i]));
  say(`onnxruntime-web takes ${same} and ${mixed} times as long`);
  return {
    ratio: Math.min(same ?? 0, mixed ?? 0),
    ready: medians.onnxruntime / medians.ours,
    table: {
      ready_ms: medians,
      '8x128_ms': { ours: ours.times[0], onnxruntime: theirs.times[0] },
      mixed_ms: { ours: ours.times[1], onnxruntime: theirs.times[1] },
    },
  };
}

/** What an adapter can do, and whether it is right and quick. @param {Page} page */
async function measureAdapter(page) {
  const adapter = await page.evaluate(() => window.webgpuBench.adapter());
  say(`\n${adapter.description || adapter.architecture}`);
  const fp16 = adapter.hasHalves
    ? { cosine: await leastCosine(page, 'fp16'), model: await compare(page, 'fp16') }
    : undefined;
  const model = await compare(page, 'fp32');
  return {
    adapter: { ...adapter, ...model.facts, longest_task_of_page_ms: model.longestTask },
    cosine: await leastCosine(page, 'fp32'),
    cpuCosine: Math.min(...model.cosines),
    ...(fp16 && { fp16: fp16.cosine, cpuCosine16: Math.min(...fp16.model.cosines) }),
    software: await besideOnnxruntime(page),
  };
}

/** What the kernels ask of the GPU. @param {Page} page */
async function countWork(page) {
  const batches = [[9], [40, 33]];
  const twelve = await random(page, { ...PLAIN, shape: LARGE, pooling: 'cls', batches });
  const six = await random(page, { ...PLAIN, shape: SIX_LAYERS, batches });
  const floats = await random(page, { ...PLAIN, shape: LARGE, floats: true, batches: [] });
  const bytes = /** @type {{ total: number, weights: number }} */ (floats.memory);
  /**
   * @param {'dispatches' | 'submits' | 'mapAsync'} name
   * @param {readonly import('../../bench/webgpu/counters.js').Counts[]} counts
   */
  const most = (name, counts = [...twelve.counts, ...six.counts]) =>
    Math.max(...counts.map((count) => count[name]));
  return {
    dispatches_6_layers: atMost(most('dispatches', six.counts), 45),
    dispatches_12_layers: atMost(most('dispatches', twelve.counts), 87),
    submits_per_run: atMost(most('submits'), 1),
    map_async_per_run: atMost(most('mapAsync'), 1),
    gpu_bytes_per_weight_byte: atMost(bytes.total / bytes.weights, 1.3),
    activation_kb_per_token: atMost((bytes.total - bytes.weights) / 2_048 / 1_000, 10),
  };
}

/** @type {Awaited<ReturnType<typeof countWork>> | undefined} */
let work;
/** @type {Awaited<ReturnType<typeof measureAdapter>>[]} */
const found = [];
for (const name of adapters)
  await withBenchPage(
    async (openPage) => {
      const page = await openPage();
      work ??= await countWork(page);
      found.push(await measureAdapter(page));
    },
    'webgpu',
    name === 'gpu' ? [...FLAGS, '--enable-gpu'] : FLAGS,
    name === 'lavapipe' ? findLavapipe(chromiumPath) : { executablePath: chromiumPath },
  );
/** @param {(of: Awaited<ReturnType<typeof measureAdapter>>) => number | undefined} value */
const least = (value) => Math.min(...found.map((of) => value(of) ?? Number.POSITIVE_INFINITY));
const hasHalves = found.some(({ fp16 }) => fp16 !== undefined);
const faults = options['without-faults'] ? undefined : runFaults();
report({
  bars: {
    webgpu_gzip_kb: atMost((await gpuBytes()) / 1000, 15),
    ...work,
    cosine_gpu_cpu_min: atLeast(
      least(({ cpuCosine }) => cpuCosine),
      0.998,
    ),
    cosine_gpu_fp32_min: precise(
      least(({ cosine }) => cosine),
      0.99999,
    ),
    ...(hasHalves && {
      cosine_gpu_cpu_fp16_min: atLeast(
        least(({ cpuCosine16 }) => cpuCosine16),
        0.998,
      ),
      cosine_gpu_fp16_min: precise(
        least(({ fp16 }) => fp16),
        0.9999,
      ),
    }),
    webgpu_vs_ort_software: atLeast(
      least(({ software }) => software.ratio),
      1,
    ),
    ready_vs_ort: atLeast(
      least(({ software }) => software.ready),
      4,
    ),
    ...(faults && {
      faults_failed: atMost(faults.failed, 0),
      slowest_recovery_ms: atMost(Math.max(...Object.values(faults.recoveries)), 2_000),
    }),
  },
  n: { lengths: LENGTHS.length, batches: BATCHES.length + 2, widths: WIDTHS.length, texts: TEXTS.length },
  chromiumPath,
  json: options.json,
  tables: {
    adapters: found.map(({ adapter }) => adapter),
    software: found.map(({ adapter, software }) => ({ adapter: adapter.description, ...software.table })),
    ...(faults && { 'recovery, ms': faults.recoveries }),
  },
});

/**
 * A cosine to more digits than others.
 * @param {number} value
 * @param {number} bound
 */
function precise(value, bound) {
  const rounded = Math.round(value * 1e7) / 1e7;
  return { value: rounded, bound, holds: rounded >= bound };
}
