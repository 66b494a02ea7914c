import type { GpuPrecision } from '../../src/engine/embedder/stateTypes.js';
import type { EmbedMethods } from '../../src/engine/rpc/embeddingProtocol.js';
import { serve } from '../../src/engine/rpc/server.js';
import type { Api } from '../../src/engine/rpc/types.js';
import { eachLinear } from '../../src/engine/workers/embedding/formats/eachLinear.js';
import type { BertWeights } from '../../src/engine/workers/embedding/formats/types.js';
import { createPipeline } from '../../src/engine/workers/embedding/pipeline.js';
import { createEncoder } from '../../src/engine/workers/embedding/runtimes/encoder/encoder.js';
import type { RunModel } from '../../src/engine/workers/embedding/runtimes/types.js';
import { findAdapter, openDevice } from '../../src/engine/workers/embedding/runtimes/webgpu/adapter.js';
import { createGpuEncoder } from '../../src/engine/workers/embedding/runtimes/webgpu/gpuEncoder.js';
import type { Variant } from '../../src/engine/workers/embedding/runtimes/webgpu/kernels/productOptions.js';
import { randomBert, randomIds, reference, type Shape } from '../../test/support/bertReference.js';
import { FORMS } from '../../test/support/weightForms.js';
import { type Counts, takeCounts } from './counters.js';

// The engine's worker, with counters; and models of random weights, compared with the formulas in float64.

export interface RandomInput {
  readonly shape: Shape;
  readonly pooling: 'mean' | 'cls';
  readonly precision: GpuPrecision;
  /** What multiplies: kernels of ours; or, to compare with, onnxruntime-web on the GPU, or the encoder on the CPU. */
  readonly kernels: Variant | 'onnxruntime' | 'cpu';
  /** Whether weights are float32; else int8. */
  readonly floats?: boolean;
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
  /** Milliseconds of each batch, in its second run. */
  readonly times: readonly number[];
  /** Milliseconds from weights in memory to the first vectors. */
  readonly ready: number;
  /** Bytes of GPU memory; absent for onnxruntime-web. */
  readonly memory?: { readonly total: number; readonly weights: number };
}

export type CountingMethods = EmbedMethods & {
  readonly counts: { readonly input: object; readonly output: Counts };
  readonly random: { readonly input: RandomInput; readonly output: RandomOutput };
};

const api: Api<CountingMethods> = {
  ...createPipeline({
    onnxruntime: () => import('../../src/engine/workers/embedding/runtimes/onnxruntime/runOnOnnxRuntime.js'),
  }),
  counts: async () => takeCounts(),
  random,
};

interface Started {
  readonly run: RunModel;
  readonly memory?: { readonly total: number; readonly weights: number };
  readonly end: () => void | Promise<void>;
}

async function start(weights: BertWeights, input: RandomInput): Promise<Started> {
  const { pooling, precision, kernels } = input;
  const options = { pooling, normalize: true, precision };
  if (kernels === 'cpu') {
    const encoder = await createEncoder(weights, options);
    return { run: async (texts) => encoder.encode(texts.map(({ ids }) => ids)), end: () => {} };
  }
  const device = await openDevice((await findAdapter(true)).gpu, precision);
  if (kernels === 'onnxruntime') {
    const { startOnnxRuntime } = await import('./onnxruntime/start.js');
    return startOnnxRuntime(device, weights, options);
  }
  const encoder = await createGpuEncoder(device, weights, { ...options, isHalf: precision === 'fp16' });
  await encoder.select(precision === 'fp16' ? 'tiled' : kernels);
  return { run: encoder.run, memory: encoder.memory, end: () => encoder.destroy() };
}

async function random(input: RandomInput): Promise<RandomOutput> {
  const { shape, pooling, batches, compare, floats } = input;
  const integers = randomBert(shape);
  const began = performance.now();
  const { run, memory, end } = await start(floats ? eachLinear(integers, FORMS.float32) : integers, input);
  await run([{ ids: randomIds(16, 1) }]);
  const ready = performance.now() - began;
  const counts: Counts[] = [];
  const times: number[] = [];
  let cosine = 1;
  for (const lengths of batches) {
    const texts = lengths.map((length, index) => ({ ids: randomIds(length, index) }));
    if (!compare) await run(texts); // what is compared need not be timed
    takeCounts();
    const before = performance.now();
    const vectors = await run(texts);
    times.push(performance.now() - before);
    counts.push(takeCounts());
    if (!compare) continue;
    for (const [row, { ids }] of texts.entries()) {
      const vector = vectors.subarray(row * shape.hidden, (row + 1) * shape.hidden);
      cosine = Math.min(cosine, cosineOf(reference(integers, ids, pooling), vector));
    }
  }
  await end();
  return { cosine, counts, times, ready, ...(memory && { memory }) };
}

function cosineOf(a: Float64Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * Number(b[i]), 0) / Math.hypot(...a) / Math.hypot(...b);
}

serve<CountingMethods>(self, api);
