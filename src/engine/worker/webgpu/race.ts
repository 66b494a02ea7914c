import type { GpuFacts } from '../../types.js';
import type { RunModel } from '../types.js';

/** A person's query, and a batch of documents. */
const SHAPES = { one: { texts: 1, tokens: 16 }, many: { texts: 8, tokens: 128 } } as const;

/** The best of so many runs, after one to warm up. */
const ROUNDS = 3;

/** A rather common token, which every vocabulary has. */
const TOKEN = 1;

/** Milliseconds that both take for texts of two shapes. A text is as long as the model reads, at most. */
export async function race(
  cpu: RunModel,
  webgpu: RunModel,
  maxTokens: number,
): Promise<NonNullable<GpuFacts['race']>> {
  const both = async ({ texts, tokens }: (typeof SHAPES)['one' | 'many']) => {
    const text = { ids: new Array<number>(Math.min(tokens, maxTokens)).fill(TOKEN) };
    const batch = new Array<typeof text>(texts).fill(text);
    return { cpu: await best(cpu, batch), webgpu: await best(webgpu, batch) };
  };
  return { one: await both(SHAPES.one), many: await both(SHAPES.many) };
}

async function best(run: RunModel, batch: Parameters<RunModel>[0]): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  await run(batch);
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await run(batch);
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
