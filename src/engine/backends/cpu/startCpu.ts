import { EmbedError, fromWire } from '../../errors.js';
import type { EmbedOutput } from '../../rpc/embeddingProtocol.js';
import type { ModelDescriptor } from '../modelDescriptor.js';
import { type LoadedWorker, startWorker, truncationWarner } from '../startWorker.js';
import type { RunningBackend, StartOptions } from '../types.js';
import type { CpuOptions } from './cpuBackend.js';
import { GpuOffload } from './GpuOffload.js';
import { WorkerPool } from './WorkerPool.js';

/** Options of {@link startCpu}. */
export interface CpuStartOptions extends StartOptions {
  readonly described: ModelDescriptor;
}

/** Starts the model in a worker, to which others may come, and a GPU. */
export async function startCpu(
  options: CpuOptions,
  { signal, onProgress, onDiagnostics, consent, described }: CpuStartOptions,
): Promise<RunningBackend> {
  const warnOfCut = truncationWarner(() => described.info);
  const first = await startTwice(() => startWorker(options, { signal, onProgress, consent }));
  const { runtime, encoderUnsupported, persistError } = first.output;
  described.learn(first.output.spec);
  const pool = new WorkerPool({
    first: first.client,
    size: persistError ? 1 : options.maxWorkers, // what is not stored would be downloaded once more by each
    start: async (slot) => (await startTwice(() => startWorker(options, { signal, slot }))).client,
  });
  const use = persistError ? 'never' : options.webgpu; // as above
  const gpu = new GpuOffload(
    { ...options, model: described.located },
    {
      use,
      precision: options.precision,
      maxWorkers: options.maxWorkers,
      signal,
      onDiagnostics,
    },
  );
  const checked = async (embedding: Promise<EmbedOutput>) => {
    const output = await embedding;
    if (output.truncated > 0) warnOfCut();
    return output;
  };
  if (use === 'always') setTimeout(() => gpu.consider(0)); // when the state is ready
  return {
    get bulk() {
      return gpu.bulk;
    },
    get concurrency() {
      return pool.concurrency;
    },
    embed: (inputs, overlap) => checked(pool.embed(inputs, overlap)),
    // Other runtimes do a batch in one go.
    ...(runtime === 'encoder' && {
      embedBetween: (inputs: readonly string[]) => checked(pool.embedBetween(inputs)),
    }),
    countTokens: async (inputs) => (await pool.call('count', { inputs })).tokens,
    splitText: async (text, request) => (await pool.call('split', { text, ...request })).passages,
    scaleUp(waiting = 0) {
      gpu.consider(waiting);
      return gpu.bulk ? undefined : pool.scaleUp();
    },
    crashed: pool.crashed,
    runtime,
    diagnostics: { webgpu: { status: 'unused' } },
    ...(encoderUnsupported && { encoderUnsupported: fromWire(encoderUnsupported) }),
    ...(persistError && { persistError: fromWire(persistError) }),
    stop() {
      gpu.stop();
      pool.terminate(new EmbedError('disposed', 'The workers were stopped.'));
    },
  };
}

/** A worker that dies while it loads may have been ended by the system: once more, and then it is the model's fault, or the page's. */
async function startTwice(start: () => Promise<LoadedWorker>): Promise<LoadedWorker> {
  try {
    return await start();
  } catch (error) {
    if (!EmbedError.is(error, 'worker-crashed')) throw error;
    return start();
  }
}
