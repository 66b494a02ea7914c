import type { GpuState } from '../../embedder/stateTypes.js';
import { EmbedError, fromWire } from '../../errors.js';
import type { GpuInput, LoadOutput } from '../../rpc/embeddingProtocol.js';
import { withEither } from '../../utils/withEither.js';
import { isIos } from '../device.js';
import type { ModelDescriptor } from '../modelDescriptor.js';
import { type ModelOptions, startWorker, truncationWarner } from '../startWorker.js';
import type { RunningBackend, StartOptions } from '../types.js';
import { TIMEOUTS, type Timeouts } from './AdaptiveTimeout.js';
import { CircuitBreaker } from './CircuitBreaker.js';
import { SupervisedWorker } from './SupervisedWorker.js';

/** The largest batch in tokens: enough for a GPU to be busy with, little enough for its driver to be patient. */
const BATCH_TOKENS = 2_048;

/** Options of {@link startGpu}. */
export interface GpuStartOptions extends Pick<StartOptions, 'signal' | 'onProgress' | 'consent'> {
  readonly described: ModelDescriptor;
}

/** Starts the model on the GPU, in a worker under guard. */
export async function startGpu(
  options: ModelOptions,
  gpu: GpuInput,
  { signal, onProgress, described, consent }: GpuStartOptions,
  timeouts: Timeouts = TIMEOUTS,
): Promise<RunningBackend> {
  if (isIos(navigator) && !gpu.anySpeed)
    throw new EmbedError(
      'backend-unavailable',
      'iOS ends pages that take the memory of a model on the GPU.',
      {
        details: { reason: 'ios' },
      },
    );
  const warnOfCut = truncationWarner(() => described.info);
  const circuitBreaker = await CircuitBreaker.open(options.model);
  let started = false;
  const start = (alive: () => void, late: AbortSignal) =>
    withEither([signal, late], (either) =>
      startWorker(options, {
        signal: either,
        onProgress: (progress) => {
          alive();
          if (!started) onProgress(progress); // a worker that replaces another one is no load to report
        },
        webgpu: gpu,
        consent,
      }),
    );
  await circuitBreaker.add();
  const guard = await SupervisedWorker.start({
    start,
    timeouts,
    get maxTokens() {
      return described.info.maxTokens;
    },
    onFailure: () => void circuitBreaker.add(),
  }).catch(async (error) => {
    if (!EmbedError.is(error, 'worker-crashed')) await circuitBreaker.takeBack();
    throw error;
  });
  await circuitBreaker.takeBack();
  started = true;
  const { output } = guard;
  described.learn(output?.spec);
  return {
    concurrency: 1,
    batchTokens: BATCH_TOKENS,
    async embed(inputs, overlap) {
      const output = await guard.embed(inputs, overlap);
      if (output.truncated > 0) warnOfCut();
      return output;
    },
    countTokens: async (inputs) => (await guard.call('count', { inputs })).tokens,
    splitText: async (text, request) => (await guard.call('split', { text, ...request })).passages,
    scaleUp: () => undefined,
    crashed: guard.crashed,
    runtime: output?.runtime ?? 'encoder',
    ...(output?.webgpu && {
      diagnostics: { webgpu: usedState(output.webgpu) },
    }),
    ...(output?.persistError && { persistError: fromWire(output.persistError) }),
    stop: () => guard.terminate(new EmbedError('disposed', 'The worker of the GPU was stopped.')),
  };
}

function usedState({ fp16FallbackReason, ...found }: NonNullable<LoadOutput['webgpu']>): GpuState {
  return {
    status: 'used',
    ...found,
    ...(fp16FallbackReason && { fp16FallbackReason: fromWire(fp16FallbackReason) }),
  };
}
