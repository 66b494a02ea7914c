// npm run bench:webgpu: how fast the kernels of the GPU are, beside onnxruntime-web and the CPU, on a model of the shape of
// all-MiniLM-L6-v2 with random weights, and how much that is of what the device reaches on registers. By default on
// Chromium's software adapter, whose times say nothing of a GPU.
//
//   --gpu            on the machine's own GPU, by Vulkan
//   --lavapipe       on Mesa's software adapter, which computes in float16, too
//   --batches LIST   of 1x16, 8x128, 32x128, 8x512, 1,000 mixed; divided by ; (default: all on a GPU, 1x16 in software)
//   --serve          only serves the page, whose button measures any browser's GPU and prints a table to copy
//   --write          the table of docs/webgpu.md

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findChromium } from '../../tools/browser.mjs';
import { findLavapipe } from '../../tools/lavapipe.mjs';
import { tableOf, writeSections } from '../../tools/markdown-tables.mjs';
import { machine, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    gpu: { type: 'boolean', default: false },
    lavapipe: { type: 'boolean', default: false },
    batches: { type: 'string' },
    serve: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

const REAL = ['--enable-gpu', '--use-angle=vulkan', '--enable-features=Vulkan', '--disable-vulkan-surface'];
const FLAGS = ['--enable-unsafe-webgpu', '--enable-webgpu-developer-features', ...(options.gpu ? REAL : [])];
/** A software adapter takes a minute for each of the others. */
const BATCHES = options.batches?.split(';') ?? (options.gpu ? undefined : ['1x16']);
const chromiumPath = findChromium();

await withBenchPage(
  async (openPage) => {
    const page = await openPage();
    if (options.serve) {
      console.log(`Open ${page.url()} and press the button. Ctrl+C ends.`);
      await new Promise(() => {});
    }
    const { adapter, peak, speeds } = await page.evaluate(
      (batches) => window.webgpuBench.speed(batches),
      BATCHES,
    );
    if (options.write) write(adapter, peak, speeds);
    report({
      bars: {},
      n: { kinds: speeds.length },
      chromiumPath,
      json: options.json,
      tables: { adapter, 'peak, GFLOP/s': peak, speeds },
    });
  },
  'webgpu',
  FLAGS,
  options.lavapipe ? findLavapipe(chromiumPath) : { executablePath: chromiumPath },
);

/**
 * @param {{ vendor: string, architecture: string, description: string }} adapter
 * @param {{ fp32: number, fp16?: number }} peak
 * @param {readonly import('./speed.js').Speed[]} speeds
 */
function write({ vendor, architecture, description }, peak, speeds) {
  const device = description || `${vendor} ${architecture}`;
  const halves = peak.fp16 === undefined ? '' : `, ${peak.fp16.toFixed(0)} in float16`;
  const rows = speeds.map(({ kind, batch, ms, gflops, percentOfPeak, error }) => ({
    kernels: kind,
    'texts x tokens': batch,
    ms: error ? 'not run' : Number(ms?.toFixed(1)),
    'GFLOP/s': gflops === undefined ? '' : Number(gflops.toFixed(1)),
    '% of the peak': percentOfPeak === undefined ? '' : Number(percentOfPeak.toFixed(1)),
  }));
  const isSoftware = !options.gpu;
  const caution = isSoftware ? ' It is a program that runs on the CPU: its figures say nothing of GPUs.' : '';
  const about = `Adapter: ${device}, on ${machine()}. It reaches ${peak.fp32.toFixed(1)} GFLOP/s on registers${halves}.${caution}`;
  writeSections(resolve(import.meta.dirname, '../../docs/webgpu.md'), {
    [isSoftware ? 'software' : 'gpu']: `\n${about}\n\n${tableOf(rows)}\n`,
  });
}
