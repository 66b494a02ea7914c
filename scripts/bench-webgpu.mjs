// npm run bench:webgpu: how fast the kernels of the GPU are, beside onnxruntime-web and the CPU, on a model of the shape of
// all-MiniLM-L6-v2 with random weights. By default on Chromium's software adapter, whose times say nothing of a GPU.
//
//   --gpu      on the machine's own GPU, by Vulkan
//   --serve    only serves the page, whose button measures any browser's GPU and prints a table to copy

import { parseArgs } from 'node:util';
import { withBenchPage } from './bench-page.mjs';
import { report } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    gpu: { type: 'boolean', default: false },
    serve: { type: 'boolean', default: false },
  },
});

const REAL = ['--enable-gpu', '--use-angle=vulkan', '--enable-features=Vulkan', '--disable-vulkan-surface'];
const FLAGS = ['--enable-unsafe-webgpu', ...(options.gpu ? REAL : [])];
/** A software adapter takes a minute for each of the others. */
const BATCHES = options.gpu ? undefined : ['1x16'];

await withBenchPage(
  async (openPage, chromiumPath) => {
    const page = await openPage();
    if (options.serve) {
      console.log(`Open ${page.url()} and press the button. Ctrl+C ends.`);
      await new Promise(() => {});
    }
    const speeds = await page.evaluate((batches) => window.webgpuBench.speed(batches), BATCHES);
    const adapter = await page.evaluate(async () => {
      const { vendor = '', architecture = '' } = (await navigator.gpu?.requestAdapter())?.info ?? {};
      return { vendor, architecture };
    });
    report({
      bars: {},
      n: { kinds: speeds.length },
      chromiumPath,
      json: options.json,
      tables: { adapter, speeds },
    });
  },
  'webgpu',
  FLAGS,
);
