import * as ort from 'onnxruntime-web/wasm';
import { describe, expect, test } from 'vitest';
import { writeFloat16 } from '../../../../src/engine/worker/onnxFile/float16.js';
import { type BertGraphOptions, writeBertGraph } from '../../../../src/engine/worker/webgpu/bertGraph.js';
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

/** The least cosine. float16 has 11 bits; here it is what lies between operations, which the CPU does in float32. */
const LEAST = { fp32: 0.99999, fp16: 0.9999 };

describe('the fused graph agrees with the formulas of BERT in float64', () => {
  async function expectRight(
    weights: BertWeights,
    lengths: readonly number[],
    options: Pick<BertGraphOptions, 'precision'> & { readonly pooling: 'mean' | 'cls' },
  ) {
    const { pooling, precision = 'fp32' } = options;
    const session = await sessionOf(ort, weights, { ...options, normalize: true }, 'wasm');
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
      expect(cosine, `${ids.length} tokens, ${pooling}`).toBeGreaterThan(LEAST[precision]);
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
          await expectRight(weights, lengths, { pooling });
      },
      60_000,
    );

    test(`${pooling} pooling, in half precision`, async () => {
      const weights = randomBert({ hidden: 64, heads: 2, inner: 128, layers: 2, positions: 128 });
      for (const lengths of [[33], [9, 9, 9], [128, 100, 64, 1, 2]])
        await expectRight(weights, lengths, { pooling, precision: 'fp16' });
    }, 60_000);
  }
});

test('in half precision a graph has the same weights, rounded, in half the bytes', () => {
  const weights = randomBert({ hidden: 64, heads: 2, inner: 128, layers: 2, positions: 128 });
  const [full, half] = (['fp32', 'fp16'] as const).map((precision) =>
    writeBertGraph(weights, { pooling: 'mean', normalize: true, precision }),
  );
  const numbers = new Float32Array(full?.weights.buffer as ArrayBuffer);
  const expected = new Uint16Array(numbers.length);
  writeFloat16(numbers, expected, 'all');
  expect(Buffer.from(half?.weights ?? [])).toEqual(Buffer.from(expected.buffer));
  expect(2 * Number(half?.largest)).toBe(full?.largest);
});
