// npm run test:webgpu: whether the GPU's vectors are right, what it is asked to do, and what happens when it fails. By
// default on Chromium's software adapter, whose times mean nothing.
//
//   --gpu              on the machine's own
//   --without-faults   without test/browser/webgpuFaults.test.ts, which takes some minutes

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { withBenchPage } from './bench-page.mjs';
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

await withBenchPage(
  async (openPage, chromiumPath) => {
    const page = await openPage();
    /** @param {import('../bench/webgpu/counting.worker.js').RandomInput} input */
    const random = (input) => page.evaluate((given) => window.webgpuBench.random(given), input);
    const small = { hidden: 64, heads: 2, inner: 128, layers: 2 };
    const batches = [...LENGTHS.map((length) => [length]), ...BATCHES];
    const right = [];
    const right16 = [];
    const hasHalves = await page.evaluate(() => window.webgpuBench.hasHalves());
    for (const pooling of /** @type {const} */ (['mean', 'cls'])) {
      const input = { shape: small, pooling, batches, compare: true };
      right.push(await random({ ...input, precision: 'fp32' }));
      if (hasHalves) right16.push(await random({ ...input, precision: 'fp16' }));
    }
    const large = { hidden: 384, heads: 12, inner: 1_536, layers: 12 };
    const runs = [[9], [40, 33]];
    const twelve = await random({
      shape: large,
      pooling: 'cls',
      precision: 'fp32',
      batches: runs,
      compare: false,
    });
    const six = await random({
      shape: { ...large, layers: 6 },
      pooling: 'mean',
      precision: 'fp32',
      batches: runs,
      compare: false,
    });
    /** @param {'fp32' | 'fp16'} precision */
    const compare = (precision) =>
      page.evaluate(
        ([texts, asked]) => window.webgpuBench.compare(texts, asked),
        /** @type {const} */ ([TEXTS, precision]),
      );
    const minilm = await compare('fp32');
    const minilm16 = hasHalves ? await compare('fp16') : undefined;
    const all = [...twelve.counts, ...six.counts];
    const bars = {
      cosine_gpu_cpu_min: atLeast(Math.min(...minilm.cosines), 0.998),
      cosine_gpu_fp32_min: precise(Math.min(...right.map(({ cosine }) => cosine)), 0.99999),
      ...(minilm16 && {
        cosine_gpu_cpu_fp16_min: atLeast(Math.min(...minilm16.cosines), 0.998),
        cosine_gpu_fp16_min: precise(Math.min(...right16.map(({ cosine }) => cosine)), 0.9999),
      }),
      dispatches_6_layers: atMost(Math.max(...six.counts.map(({ dispatches }) => dispatches)), 75),
      dispatches_12_layers: atMost(Math.max(...twelve.counts.map(({ dispatches }) => dispatches)), 145),
      map_async_per_run: atMost(Math.max(...all.map(({ mapAsync }) => mapAsync)), 1),
      wasm_heap_mb: atMost(minilm.counts.heap / 1e6, 40),
      ...(!options['without-faults'] && { faults_failed: atMost(faultsFailed(), 0) }),
    };
    const n = { lengths: LENGTHS.length, batches: BATCHES.length, texts: TEXTS.length };
    const adapter = { ...minilm.facts, shader_f16: hasHalves, longest_task_of_page_ms: minilm.longestTask };
    report({ bars, n, chromiumPath, json: options.json, tables: { adapter } });
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

/** How many tests of test/browser/webgpuFaults.test.ts fail, or all when they cannot be run. */
function faultsFailed() {
  const parameters = [
    'vitest',
    'run',
    '--project',
    'browser',
    '--reporter',
    'json',
    'test/browser/webgpuFaults.test.ts',
  ];
  const { stdout } = spawnSync('npx', parameters, {
    cwd: resolve(import.meta.dirname, '..'),
    encoding: 'utf8',
    env: { ...process.env, GPU_FAULTS: '1' },
  });
  const start = stdout.indexOf('{"num');
  if (start < 0) return Number.POSITIVE_INFINITY;
  const result = JSON.parse(stdout.slice(start).split('\n')[0] ?? '');
  return result.numPassedTests === 0
    ? Number.POSITIVE_INFINITY
    : result.numTotalTests - result.numPassedTests;
}
