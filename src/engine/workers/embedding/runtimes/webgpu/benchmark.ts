import type { GpuFacts } from '../../../../embedder/stateTypes.js';
import type { RunModel } from '../types.js';
import { refused } from './adapter.js';

/** A query, and a batch of documents. */
const SHAPES = { one: { texts: 1, tokens: 16 }, many: { texts: 8, tokens: 128 } } as const;

/** The best of so many runs, after one to warm up. */
const ROUNDS = 3;

/** A rather common token, which every vocabulary has. */
const TOKEN = 1;

type Times = NonNullable<GpuFacts['benchmark']>;

/** Milliseconds that both take for texts of two shapes. A text is as long as the model reads, at most. */
export async function compareWithCpu(cpu: RunModel, webgpu: RunModel, maxTokens: number): Promise<Times> {
  const both = async ({ texts, tokens }: (typeof SHAPES)['one' | 'many']) => {
    const batch = batchOfLengths(new Array<number>(texts).fill(Math.min(tokens, maxTokens)));
    return { cpu: await timeOf(cpu, batch), webgpu: await timeOf(webgpu, batch) };
  };
  return { one: await both(SHAPES.one), many: await both(SHAPES.many) };
}

/**
 * From how many tokens on a batch is faster on the GPU: both take some time for any batch and some for each token, so two
 * shapes tell. The CPU's workers share what is large among them.
 */
export function minBatchTokens({ one, many }: Times, cpuWorkers = 1): number {
  const [few, lots] = [SHAPES.one, SHAPES.many].map(({ texts, tokens }) => texts * tokens) as [
    number,
    number,
  ];
  const late = { cpu: many.cpu / cpuWorkers, webgpu: many.webgpu };
  if (late.webgpu >= late.cpu) return Number.POSITIVE_INFINITY;
  if (one.webgpu < one.cpu) return 0;
  const gain = { before: one.cpu - one.webgpu, after: late.cpu - late.webgpu };
  return Math.ceil(few + ((lots - few) * -gain.before) / (gain.after - gain.before));
}

/** @throws {EmbedError} `backend-unavailable` (`slower`) when no batch is large enough. */
export function assertFaster({ minBatchTokens }: { readonly minBatchTokens: number }): void {
  if (minBatchTokens === Number.POSITIVE_INFINITY)
    throw refused('slower', 'The GPU was slower than the CPU when timed.');
}

/** Texts of so many tokens each. */
export function batchOfLengths(lengths: readonly number[]): { readonly ids: readonly number[] }[] {
  return lengths.map((length) => ({ ids: new Array<number>(length).fill(TOKEN) }));
}

/** Milliseconds that a batch takes: the least of some runs, after one to warm up. */
export async function timeOf(run: RunModel, batch: Parameters<RunModel>[0]): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  await run(batch);
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await run(batch);
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
