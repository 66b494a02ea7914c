import type { InferenceSession } from 'onnxruntime-web/wasm';
import { expect, test } from 'vitest';
import type { OnnxRuntime } from '../../src/engine/worker/graph.js';
import { type BertGraphOptions, writeBertGraph } from '../../src/engine/worker/webgpu/bertGraph.js';
import { runBertGraph } from '../../src/engine/worker/webgpu/bertSession.js';
import { WEIGHTS_FILE } from '../../src/engine/worker/webgpu/onnxFormat.js';
import type { BertWeights } from '../../src/engine/worker/weights/types.js';
import { randomBert, randomIds, reference } from './bertReference.js';

/** Makes a session of a model that is written here. */
export async function sessionOf(
  ort: OnnxRuntime,
  weights: BertWeights,
  options: BertGraphOptions,
  provider: InferenceSession.ExecutionProviderConfig,
): Promise<InferenceSession> {
  const model = writeBertGraph(weights, options);
  const data = new Uint8Array(model.weights.buffer);
  return ort.InferenceSession.create(model.graph, {
    executionProviders: [provider],
    externalData: [{ path: WEIGHTS_FILE, data }],
  });
}

const SHAPES = [
  { hidden: 64, heads: 2, inner: 128, layers: 2 },
  { hidden: 48, heads: 4, inner: 100, layers: 1 },
  { hidden: 24, heads: 2, inner: 40, layers: 3 },
];

/** The fused graph, run by onnxruntime-web on the CPU or on the GPU, against the formulas in float64. */
export function describeGraph(
  open: () => Promise<{
    readonly ort: OnnxRuntime;
    readonly provider: InferenceSession.ExecutionProviderConfig;
  }>,
  shapes: readonly (typeof SHAPES)[number][] = SHAPES,
): void {
  async function expectRight(weights: BertWeights, lengths: readonly number[], pooling: 'mean' | 'cls') {
    const { ort, provider } = await open();
    const session = await sessionOf(ort, weights, { pooling, normalize: true }, provider);
    const { hidden: dimensions } = weights;
    const run = runBertGraph(ort, session, { pooling, dimensions });
    const texts = lengths.map((length, index) => ({ ids: randomIds(length, index) }));
    const vectors = await run(texts);
    for (const [row, { ids }] of texts.entries()) {
      const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
      const cosine = reference(weights, ids, pooling).reduce(
        (sum, value, i) => sum + value * Number(vector[i]),
        0,
      );
      expect(cosine, `${ids.length} tokens, ${pooling}`).toBeGreaterThan(0.99999);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    }
    await session.release();
  }

  for (const pooling of ['mean', 'cls'] as const) {
    test.each(shapes)(
      `${pooling} pooling, $hidden dimensions, $heads heads, $layers layers: alone, and in batches of alike and other lengths`,
      async (shape) => {
        const weights = randomBert({ ...shape, positions: 128 });
        for (const lengths of [[1], [2], [33], [128], [9, 9, 9], [40, 33, 31, 25, 21], [128, 100, 64, 1, 2]])
          await expectRight(weights, lengths, pooling);
      },
      240_000,
    );
  }
}
