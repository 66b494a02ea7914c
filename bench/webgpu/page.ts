import type { GpuFacts, GpuPrecision } from '../../src/engine/embedder/stateTypes.js';
import { findModel, locateModel } from '../../src/engine/models/catalog.js';
import { connect, type WorkerClient } from '../../src/engine/rpc/client.js';
import type { Counts } from './counters.js';
import type { CountingMethods, RandomInput, RandomOutput } from './counting.worker.js';
import CountingWorker from './counting.worker.ts?worker';
import { measurePeak } from './peak.js';
import { measureSpeed, tableOf } from './speed.js';

// What test/webgpu/run.mjs asks of its page.

const minilm = findModel('all-MiniLM-L6-v2');

async function withWorker<T>(use: (client: WorkerClient<CountingMethods>) => Promise<T>): Promise<T> {
  const client = connect<CountingMethods>(() => new CountingWorker());
  try {
    return await use(client);
  } finally {
    client.terminate(new Error('The page has what it wanted.'));
  }
}

function load(client: WorkerClient<CountingMethods>, precision?: GpuPrecision) {
  const { tokenizer, weights } = locateModel(minilm, new URL('/models', location.href));
  return client.call('load', {
    spec: minilm,
    urls: { tokenizer, weights },
    runtimes: ['encoder'],
    ...(precision && { webgpu: { anySpeed: true, precision } }),
  });
}

export interface Compared {
  readonly facts: GpuFacts | undefined;
  /** The cosine of the GPU's vector to the CPU's, for each text. */
  readonly cosines: readonly number[];
  /** Counts of one run, with all texts in one batch. */
  readonly counts: Counts;
  /** The longest time, in milliseconds, that the page could not answer while the GPU was started and at work. */
  readonly longestTask: number;
}

const webgpuBench = {
  random: (input: RandomInput): Promise<RandomOutput> => withWorker((client) => client.call('random', input)),

  /** The device, its peak, and milliseconds and GFLOP/s of all kinds of kernels. */
  async speed(batches?: readonly string[]) {
    const peak = await measurePeak();
    const speeds = await measureSpeed((input) => webgpuBench.random(input), batches, peak);
    return { adapter: await webgpuBench.adapter(), peak, speeds, table: tableOf(speeds) };
  },

  /** What the browser tells of its GPU; the description only with `--enable-webgpu-developer-features`. */
  async adapter() {
    const gpu = await navigator.gpu.requestAdapter();
    const { vendor = '', architecture = '', description = '' } = gpu?.info ?? {};
    return { vendor, architecture, description, hasHalves: gpu?.features.has('shader-f16') ?? false };
  },

  /** The bundled model on both. */
  compare: (texts: readonly string[], precision: GpuPrecision): Promise<Compared> =>
    withWorker(async (cpu) => {
      await load(cpu);
      const expected = (await cpu.call('embed', { inputs: texts })).data;
      return withWorker(async (gpu) => {
        let longestTask = 0;
        const observer = new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
        });
        observer.observe({ type: 'longtask' });
        const facts = (await load(gpu, precision)).webgpu?.facts;
        await gpu.call('counts', {});
        const { data } = await gpu.call('embed', { inputs: texts });
        const counts = await gpu.call('counts', {});
        observer.disconnect();
        return { facts, cosines: cosines(data, expected, texts.length), counts, longestTask };
      });
    }),
};

function cosines(a: Float32Array, b: Float32Array, texts: number): number[] {
  const dimensions = a.length / texts;
  return Array.from({ length: texts }, (_, row) => {
    let sum = 0; // both are of length 1
    for (let i = row * dimensions; i < (row + 1) * dimensions; i++) sum += Number(a[i]) * Number(b[i]);
    return sum;
  });
}

declare global {
  interface Window {
    webgpuBench: typeof webgpuBench;
  }
}

window.webgpuBench = webgpuBench;

const button = document.querySelector('button');
const output = document.querySelector('pre');
button?.addEventListener('click', async () => {
  if (!output) return;
  output.textContent = 'Measuring …';
  const { adapter, peak, table } = await webgpuBench.speed();
  const { vendor, architecture, description } = adapter;
  const halves = peak.fp16 === undefined ? '' : `, ${peak.fp16.toFixed(0)} in float16`;
  const device = `${vendor} ${architecture} ${description}, at most ${peak.fp32.toFixed(0)} GFLOP/s${halves}`;
  output.textContent = `${navigator.userAgent}\n${device}\n\n${table}`;
});
