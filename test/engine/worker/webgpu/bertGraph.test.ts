import * as ort from 'onnxruntime-web/wasm';
import { describe, expect, test } from 'vitest';
import { runBertGraph } from '../../../../src/engine/worker/webgpu/bertSession.js';
import type { BertWeights } from '../../../../src/engine/worker/weights/types.js';
import { randomBert, randomIds, reference } from '../../../support/bertReference.js';
import { sessionOf } from '../../../support/graphSession.js';

// The arithmetic of the graph, by onnxruntime-web on the CPU; npm run test:webgpu runs it on a GPU.
ort.env.wasm.numThreads = 1;

const SHAPES = [
  { hidden: 64, heads: 2, inner: 128, layers: 2 },
  { hidden: 48, heads: 4, inner: 100, layers: 1 },
  { hidden: 24, heads: 2, inner: 40, layers: 3 },
];

describe('the fused graph agrees with the formulas of BERT in float64', () => {
  async function expectRight(weights: BertWeights, lengths: readonly number[], pooling: 'mean' | 'cls') {
    const session = await sessionOf(ort, weights, { pooling, normalize: true }, 'wasm');
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
    test.each(SHAPES)(
      `${pooling} pooling, $hidden dimensions, $heads heads, $layers layers: alone, and in batches of alike and other lengths`,
      async (shape) => {
        const weights = randomBert({ ...shape, positions: 128 });
        for (const lengths of [[1], [2], [33], [128], [9, 9, 9], [40, 33, 31, 25, 21], [128, 100, 64, 1, 2]])
          await expectRight(weights, lengths, pooling);
      },
      60_000,
    );
  }
});
