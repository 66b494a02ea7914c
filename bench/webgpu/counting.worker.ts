import type { EmbedMethods } from '../../src/engine/protocol.js';
import type { GpuPrecision } from '../../src/engine/types.js';
import type { Api } from '../../src/engine/wire.js';
import { createPipeline } from '../../src/engine/worker/pipeline.js';
import { serve } from '../../src/engine/worker/serve.js';
import { findAdapter, openDevice } from '../../src/engine/worker/webgpu/adapter.js';
import { runBertGraph } from '../../src/engine/worker/webgpu/bertSession.js';
import { startGpuRuntime } from '../../src/engine/worker/webgpu/runtime.js';
import { randomBert, randomIds, reference, type Shape } from '../../test/support/bertReference.js';
import { sessionOf } from '../../test/support/graphSession.js';
import { type Counts, takeCounts } from './counters.js';

// The engine's worker, with counters; and models of random weights, compared with the formulas in float64.

export interface RandomInput {
  readonly shape: Shape;
  readonly pooling: 'mean' | 'cls';
  readonly precision: GpuPrecision;
  /** The lengths of each batch's texts, in tokens. */
  readonly batches: readonly (readonly number[])[];
  /** Whether to compute the reference, too: slow for large shapes. */
  readonly compare: boolean;
}

export interface RandomOutput {
  /** The least of all texts; 1 when nothing was compared. */
  readonly cosine: number;
  /** The counts of each batch, in its second run. */
  readonly counts: readonly Counts[];
}

export type CountingMethods = EmbedMethods & {
  readonly counts: { readonly input: object; readonly output: Counts };
  readonly random: { readonly input: RandomInput; readonly output: RandomOutput };
};

const api: Api<CountingMethods> = {
  ...createPipeline({
    onnxruntime: {
      cpu: () => import('../../src/engine/worker/onnxruntime.js'),
      gpu: () => import('../../src/engine/worker/webgpu/start.js'),
    },
  }),
  counts: async () => takeCounts(),
  random,
};

async function random({ shape, pooling, precision, batches, compare }: RandomInput): Promise<RandomOutput> {
  const { ort } = await startGpuRuntime(undefined);
  const device = await openDevice((await findAdapter(true)).gpu, precision);
  const weights = randomBert(shape);
  const options = { pooling, normalize: true, precision };
  const session = await sessionOf(ort, weights, options, { name: 'webgpu', device });
  const run = runBertGraph(ort, session, { pooling, dimensions: shape.hidden });
  const counts: Counts[] = [];
  let cosine = 1;
  for (const lengths of batches) {
    const texts = lengths.map((length, index) => ({ ids: randomIds(length, index) }));
    await run(texts);
    takeCounts();
    const vectors = await run(texts);
    counts.push(takeCounts());
    if (!compare) continue;
    for (const [row, { ids }] of texts.entries()) {
      const vector = vectors.subarray(row * shape.hidden, (row + 1) * shape.hidden);
      cosine = Math.min(cosine, cosineOf(reference(weights, ids, pooling), vector));
    }
  }
  await session.release();
  return { cosine, counts };
}

function cosineOf(a: Float64Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * Number(b[i]), 0) / Math.hypot(...a) / Math.hypot(...b);
}

serve<CountingMethods>(self, api);
