// npm run test:webgpu: whether the GPU's vectors are right, what it is asked to do, and what happens when it fails. By
// default on Chromium's software adapter, whose times mean nothing.
//
//   --gpu              on the machine's own
//   --without-faults   without test/browser/webgpu/faults.test.ts, which takes half a minute

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { withBenchPage } from './bench-page.mjs';
import { gpuBytes } from './bundle-size.mjs';
import { atLeast, atMost, report } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    gpu: { type: 'boolean', default: false },
    'without-faults': { type: 'boolean', default: false },
  },
});
const FLAGS = options.gpu ? ['--enable-unsafe-webgpu', '--enable-gpu'] : ['--enable-unsafe-webgpu'];

const LENGTHS = [1, 2, 3, 7, 16, 31, 32, 33, 63, 64, 100, 128, 200, 255, 256, 400, 511, 512];
/** The lengths of the texts of a batch: equal ones, and others. */
const BATCHES = [2, 3, 8, 32].flatMap((texts) => [
  Array.from({ length: texts }, () => 24),
  Array.from({ length: texts }, (_, index) => 60 - index),
]);

const TEXTS = [
  'How do I get my money back?',
  'Refunds are paid within five days',
  'A kitten sleeps on the roof',
  'x',
  '中文混合English文字',
  'The Treaty of Westphalia was signed in 1648, and ended thirty years of war in central Europe.',
  'const sum = (a, b) => a + b; // adds two numbers',
  'Rain falls on roofs and fields alike, and nobody asks it to; in the evening the river stands higher by a hand.',
];

/** Shapes of known models. */
const LARGE = { hidden: 384, heads: 12, inner: 1_536, layers: 12 };
const SIX_LAYERS = { ...LARGE, layers: 6 };
/** Widths and heads; the longest texts only where the formulas are quick. */
const WIDTHS = [
  { hidden: 32, heads: 1, inner: 64, layers: 2 },
  { hidden: 48, heads: 4, inner: 100, layers: 1 },
  { hidden: 312, heads: 12, inner: 1_200, layers: 1 },
  { hidden: 768, heads: 12, inner: 3_072, layers: 1 },
  { hidden: 1_024, heads: 16, inner: 1_024, layers: 1 },
];
const SMALL = { hidden: 64, heads: 2, inner: 128, layers: 2 };
/** What products are compared on: documents of a length, and of many. */
const DOCUMENTS = [new Array(8).fill(128), [16, 100, 7, 60, 128, 33, 90, 12]];

await withBenchPage(
  async (openPage, chromiumPath) => {
    const page = await openPage();
    /** @param {import('../bench/webgpu/counting.worker.js').RandomInput} input */
    const random = (input) => page.evaluate((given) => window.webgpuBench.random(given), input);
    const plain = /** @type {const} */ ({
      pooling: 'mean',
      precision: 'fp32',
      kernels: 'direct',
      compare: false,
    });
    const hasHalves = await page.evaluate(() => window.webgpuBench.hasHalves());
    const batches = [...LENGTHS.map((length) => [length]), ...BATCHES];
    const right = [];
    const right16 = [];
    for (const pooling of /** @type {const} */ (['mean', 'cls'])) {
      const input = { ...plain, shape: SMALL, pooling, batches, compare: true };
      for (const kernels of /** @type {const} */ (['direct', 'tiled']))
        right.push(await random({ ...input, kernels }));
      if (hasHalves) right16.push(await random({ ...input, precision: 'fp16' }));
    }
    for (const shape of WIDTHS)
      right.push(await random({ ...plain, shape, batches: [[9, 1, 33]], compare: true }));
    const runs = [[9], [40, 33]];
    const twelve = await random({ ...plain, shape: LARGE, pooling: 'cls', batches: runs });
    const six = await random({ ...plain, shape: SIX_LAYERS, batches: runs });
    const floats = await random({ ...plain, shape: LARGE, floats: true, batches: [] });
    const shape = { ...LARGE, layers: 2 };
    const [ours, theirs] = [
      await random({ ...plain, shape, batches: DOCUMENTS }),
      await random({ ...plain, shape, kernels: 'onnxruntime', batches: DOCUMENTS }),
    ];
    const ratios = theirs.times.map((time, i) => time / Number(ours.times[i]));
    /** @param {'fp32' | 'fp16'} precision */
    const compare = (precision) =>
      page.evaluate(
        ([texts, asked]) => window.webgpuBench.compare(texts, asked),
        /** @type {const} */ ([TEXTS, precision]),
      );
    const minilm = await compare('fp32');
    const minilm16 = hasHalves ? await compare('fp16') : undefined;
    const all = [...twelve.counts, ...six.counts];
    /**
     * @param {'dispatches' | 'submits' | 'mapAsync'} name
     * @param {readonly import('../bench/webgpu/counters.js').Counts[]} counts
     */
    const most = (name, counts = all) => Math.max(...counts.map((count) => count[name]));
    const bytes = /** @type {{ total: number, weights: number }} */ (floats.memory);
    const bars = {
      webgpu_gzip_kb: atMost((await gpuBytes()) / 1000, 15),
      dispatches_6_layers: atMost(most('dispatches', six.counts), 45),
      dispatches_12_layers: atMost(most('dispatches', twelve.counts), 87),
      submits_per_run: atMost(most('submits'), 1),
      map_async_per_run: atMost(most('mapAsync'), 1),
      gpu_bytes_per_weight_byte: atMost(bytes.total / bytes.weights, 1.3),
      activation_kb_per_token: atMost((bytes.total - bytes.weights) / 2_048 / 1_000, 10),
      cosine_gpu_cpu_min: atLeast(Math.min(...minilm.cosines), 0.998),
      cosine_gpu_fp32_min: precise(Math.min(...right.map(({ cosine }) => cosine)), 0.99999),
      ...(minilm16 && {
        cosine_gpu_cpu_fp16_min: atLeast(Math.min(...minilm16.cosines), 0.998),
        cosine_gpu_fp16_min: precise(Math.min(...right16.map(({ cosine }) => cosine)), 0.9999),
      }),
      webgpu_vs_ort_software: atLeast(Math.min(...ratios), 1),
      ready_vs_ort: atLeast(theirs.ready / ours.ready, 4),
      ...(!options['without-faults'] && { faults_failed: atMost(faultsFailed(), 0) }),
    };
    const n = { lengths: LENGTHS.length, batches: BATCHES.length, texts: TEXTS.length };
    const adapter = { ...minilm.facts, shader_f16: hasHalves, longest_task_of_page_ms: minilm.longestTask };
    const software = {
      ready_ms: { ours: ours.ready, onnxruntime: theirs.ready },
      '8x128_ms': { ours: ours.times[0], onnxruntime: theirs.times[0] },
      mixed_ms: { ours: ours.times[1], onnxruntime: theirs.times[1] },
    };
    report({ bars, n, chromiumPath, json: options.json, tables: { adapter, software } });
  },
  'webgpu',
  FLAGS,
);

/**
 * A cosine to more digits than others.
 * @param {number} value
 * @param {number} bound
 */
function precise(value, bound) {
  const rounded = Math.round(value * 1e7) / 1e7;
  return { value: rounded, bound, holds: rounded >= bound };
}

/** How many tests of test/browser/webgpu/faults.test.ts fail, or all when they cannot be run. */
function faultsFailed() {
  const parameters = [
    'vitest',
    'run',
    '--project',
    'browser',
    '--reporter',
    'json',
    'test/browser/webgpu/faults.test.ts',
  ];
  const { stdout } = spawnSync('npx', parameters, {
    cwd: resolve(import.meta.dirname, '..'),
    encoding: 'utf8',
  });
  const start = stdout.indexOf('{"num');
  if (start < 0) return Number.POSITIVE_INFINITY;
  const result = JSON.parse(stdout.slice(start).split('\n')[0] ?? '');
  return result.numPassedTests === 0
    ? Number.POSITIVE_INFINITY
    : result.numTotalTests - result.numPassedTests;
}
