import { EmbedError, fromWire } from '../../errors.js';
import type { Described } from '../modelDescriptor.js';
import { cutWarner, startWorker } from '../startWorker.js';
import type { RunningBackend, StartOptions } from '../types.js';
import type { CpuOptions } from './cpuBackend.js';
import { GpuHelper } from './gpuOffload.js';
import { WorkerPool } from './WorkerPool.js';

/** Options of {@link startCpu}. */
export interface CpuStartOptions extends StartOptions {
  readonly described: Described;
}

/** Starts the model in a worker, to which others may come, and a GPU. */
export async function startCpu(
  options: CpuOptions,
  { signal, onProgress, onDiagnostics, consent, described }: CpuStartOptions,
): Promise<RunningBackend> {
  const warnOfCut = cutWarner(() => described.info);
  const first = await startWorker(options, { signal, onProgress, consent });
  const { runtime, encoderRefused, notKept } = first.output;
  described.learn(first.output.spec);
  const pool = new WorkerPool({
    first: first.client,
    size: notKept ? 1 : options.pool, // what is not kept would be downloaded once more by each
    start: async () => (await startWorker(options, { signal })).client,
  });
  const use = notKept ? 'never' : options.webgpu; // as above
  const gpu = new GpuHelper(
    { ...options, model: described.located },
    {
      use,
      precision: options.precision,
      pool: options.pool,
      signal,
      onDiagnostics,
    },
  );
  if (use === 'always') setTimeout(() => gpu.consider(0)); // when the state is ready
  return {
    get bulk() {
      return gpu.bulk;
    },
    get width() {
      return pool.width;
    },
    async embed(inputs, overlap) {
      const output = await pool.embed(inputs, overlap);
      if (output.cut > 0) warnOfCut();
      return output;
    },
    countTokens: async (inputs) => (await pool.call('count', { inputs })).tokens,
    splitText: async (text, request) => (await pool.call('split', { text, ...request })).passages,
    widen(waiting = 0) {
      gpu.consider(waiting);
      return gpu.bulk ? undefined : pool.widen();
    },
    crashed: pool.crashed,
    runtime,
    diagnostics: { webgpu: { status: 'unused' } },
    ...(encoderRefused && { encoderRefused: fromWire(encoderRefused) }),
    ...(notKept && { notKept: fromWire(notKept) }),
    stop() {
      gpu.stop();
      pool.terminate(new EmbedError('disposed', 'The workers were stopped.'));
    },
  };
}
