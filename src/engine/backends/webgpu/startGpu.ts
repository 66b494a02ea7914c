import { EmbedError, fromWire } from '../../errors.js';
import type { GpuInput, LoadOutput } from '../../rpc/embeddingProtocol.js';
import type { GpuState } from '../../types.js';
import { withEither } from '../../utils/withEither.js';
import { isIos } from '../device.js';
import type { Described } from '../modelDescriptor.js';
import { cutWarner, type ModelOptions, startWorker } from '../startWorker.js';
import type { RunningBackend, StartOptions } from '../types.js';
import { DEADLINES, type Deadlines } from './adaptiveTimeout.js';
import { Strikes } from './circuitBreaker.js';
import { GuardedWorker } from './supervisedWorker.js';

/** The largest batch in tokens: enough for a GPU to be busy with, little enough for its driver to be patient. */
const BATCH_TOKENS = 2_048;

/** Options of {@link startGpu}. */
export interface GpuStartOptions extends Pick<StartOptions, 'signal' | 'onProgress' | 'consent'> {
  readonly described: Described;
}

/** Starts the model on the GPU, in a worker under guard. */
export async function startGpu(
  options: ModelOptions,
  wish: GpuInput,
  { signal, onProgress, described, consent }: GpuStartOptions,
  deadlines: Deadlines = DEADLINES,
): Promise<RunningBackend> {
  if (isIos(navigator) && !wish.anySpeed)
    throw new EmbedError(
      'backend-unavailable',
      'iOS ends pages that take the memory of a model on the GPU.',
      {
        details: { reason: 'ios' },
      },
    );
  const warnOfCut = cutWarner(() => described.info);
  const strikes = await Strikes.open(options.model);
  let started = false;
  const start = (alive: () => void, late: AbortSignal) =>
    withEither([signal, late], (either) =>
      startWorker(options, {
        signal: either,
        onProgress: (progress) => {
          alive();
          if (!started) onProgress(progress); // a worker that replaces another one is nobody's load
        },
        webgpu: wish,
        consent,
      }),
    );
  await strikes.add();
  const guard = await GuardedWorker.start({
    start,
    deadlines,
    get maxTokens() {
      return described.info.maxTokens;
    },
    onFailure: () => void strikes.add(),
  }).catch(async (error) => {
    if (!EmbedError.is(error, 'worker-crashed')) await strikes.takeBack();
    throw error;
  });
  await strikes.takeBack();
  started = true;
  const { output } = guard;
  described.learn(output?.spec);
  return {
    width: 1,
    batchTokens: BATCH_TOKENS,
    async embed(inputs, overlap) {
      const output = await guard.embed(inputs, overlap);
      if (output.cut > 0) warnOfCut();
      return output;
    },
    countTokens: async (inputs) => (await guard.call('count', { inputs })).tokens,
    splitText: async (text, request) => (await guard.call('split', { text, ...request })).passages,
    widen: () => undefined,
    crashed: guard.crashed,
    runtime: output?.runtime ?? 'encoder',
    ...(output?.webgpu && {
      diagnostics: { webgpu: usedState(output.webgpu) },
    }),
    ...(output?.notKept && { notKept: fromWire(output.notKept) }),
    stop: () => guard.terminate(new EmbedError('disposed', 'The worker of the GPU was stopped.')),
  };
}

function usedState({ fp16Refused, ...found }: NonNullable<LoadOutput['webgpu']>): GpuState {
  return { status: 'used', ...found, ...(fp16Refused && { fp16Refused: fromWire(fp16Refused) }) };
}
