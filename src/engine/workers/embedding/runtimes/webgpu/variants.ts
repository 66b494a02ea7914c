import type { RunModel } from '../types.js';
import type { Adapter } from './adapter.js';
import { batchOfLengths, timeOf } from './benchmark.js';
import type { GpuEncoder } from './gpuEncoder.js';
import type { Variant } from './kernels/productOptions.js';

/** Batches that kernels are compared on: a query, and documents. */
const SHAPES = [[16], [64, 64, 64, 64, 64, 64, 64, 64]] as const;

/**
 * The kernels of an encoder, the fastest first. A software adapter takes seconds to compile kernels with workgroup memory,
 * and runs them slower.
 */
export async function fastestFirst(
  encoder: GpuEncoder,
  run: RunModel,
  { software }: Adapter,
): Promise<readonly Variant[]> {
  if (software) return encoder.variants.slice(0, 1);
  const times = new Map<Variant, number>();
  for (const variant of encoder.variants) {
    await encoder.select(variant);
    await keepRowsApart(encoder, run);
    let time = 0;
    for (const lengths of SHAPES) time += await timeOf(run, batchOfLengths(lengths));
    times.set(variant, time);
  }
  return encoder.variants.toSorted((a, b) => Number(times.get(a)) - Number(times.get(b)));
}

/**
 * Lets a vector depend on its text alone, bit for bit: a compiler may round otherwise in small tiles than in large ones.
 * Then all products take large ones.
 */
async function keepRowsApart(encoder: GpuEncoder, run: RunModel): Promise<void> {
  const [few, many] = SHAPES.map(batchOfLengths) as [Batch, Batch];
  const alone = await run(few);
  const beside = await run([...few, ...many]);
  if (alone.some((value, i) => value !== beside[i])) encoder.disableSmallTiles();
}

type Batch = ReturnType<typeof batchOfLengths>;
