import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { eachLinear } from '../../../src/engine/workers/embedding/formats/eachLinear.js';
import type { BertWeights } from '../../../src/engine/workers/embedding/formats/types.js';
import {
  createGpuEncoder,
  type GpuEncoder,
} from '../../../src/engine/workers/embedding/runtimes/webgpu/gpuEncoder.js';
import type { Variant } from '../../../src/engine/workers/embedding/runtimes/webgpu/kernels/productOptions.js';
import { randomBert, randomIds, reference, type Shape } from '../../support/bertReference.js';
import { FORMS } from '../../support/weightForms.js';

// The kernels of the GPU, on Chromium's software adapter, against the formulas of BERT in float64.

// A device in software compiles kernels for seconds, and beside other work for a minute.
vi.setConfig({ testTimeout: 240_000 });

let device: GPUDevice;
const made: GpuEncoder[] = [];

beforeAll(async () => {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('Chromium gives no software adapter.');
  device = await adapter.requestDevice(); // the default limits, and no optional feature
});

afterAll(() => {
  for (const encoder of made) encoder.destroy();
  device.destroy();
});

interface MakeOptions {
  readonly pooling?: 'mean' | 'cls';
  readonly normalize?: boolean;
  readonly variant?: Variant;
}

async function make(weights: BertWeights, { pooling = 'mean', normalize = true, variant }: MakeOptions = {}) {
  const encoder = await createGpuEncoder(device, weights, { pooling, normalize, isHalf: false });
  made.push(encoder);
  await encoder.select(variant ?? 'direct');
  return encoder;
}

const textsOf = (lengths: readonly number[]) =>
  lengths.map((length, index) => ({ ids: randomIds(length, index) }));

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const dot = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x).reduce((sum, value, i) => sum + value * Number(y[i]), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

async function expectRight(
  encoder: GpuEncoder,
  weights: BertWeights,
  lengths: readonly number[],
  pooling: 'mean' | 'cls' = 'mean',
  least = 0.999999,
): Promise<void> {
  const texts = textsOf(lengths);
  const vectors = await encoder.run(texts);
  const { hidden } = weights;
  expect(vectors).toHaveLength(texts.length * hidden);
  for (const [row, { ids }] of texts.entries()) {
    const vector = vectors.subarray(row * hidden, (row + 1) * hidden);
    expect(cosine(vector, reference(weights, ids, pooling)), `${ids.length} tokens`).toBeGreaterThan(least);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  }
}

const SMALL: Shape = { hidden: 64, heads: 2, inner: 128, layers: 1 };
const RAGGED = [1, 2, 3, 7, 16, 31, 32, 33, 5];

describe('vectors are those of the formulas', () => {
  test.each([
    { hidden: 32, heads: 1, inner: 64, layers: 2 },
    { hidden: 24, heads: 2, inner: 40, layers: 3 },
    { hidden: 48, heads: 4, inner: 100, layers: 1 },
    { hidden: 312, heads: 12, inner: 600, layers: 1 },
    { hidden: 384, heads: 12, inner: 1_536, layers: 1 },
    { hidden: 1_024, heads: 16, inner: 256, layers: 1 },
  ])('of any width and number of heads: $hidden, $heads', async (shape) => {
    const weights = randomBert(shape);
    await expectRight(await make(weights), weights, [9, 1, 40]);
  });

  test.each(['mean', 'cls'] as const)(
    'by %s pooling, for short and long texts in one batch',
    async (pooling) => {
      const weights = randomBert(SMALL);
      const encoder = await make(weights, { pooling });
      await expectRight(encoder, weights, RAGGED, pooling);
      await expectRight(encoder, weights, [512, 255, 100], pooling);
    },
  );

  test.each(['direct', 'tiled', 'dot'] as const)(
    'with %s kernels, in small and large tiles',
    async (variant) => {
      const weights = randomBert(SMALL);
      const encoder = await make(weights, { variant });
      const least = variant === 'dot' ? 0.998 : 0.999999; // its activations are integers of 8 bits
      expect(encoder.variants).toContain(variant);
      await expectRight(encoder, weights, [33, 5], 'mean', least);
      await expectRight(encoder, weights, [200, 33, 70, 9], 'mean', least);
    },
  );

  test.each(Object.entries(FORMS))('from weights that are %s', async (_, inForm) => {
    const weights = randomBert(SMALL);
    const encoder = await make(eachLinear(weights, inForm));
    await expectRight(encoder, weights, RAGGED, 'mean', 0.99999);
  });

  test('of their own length where they are not normalized', async () => {
    const weights = randomBert(SMALL);
    const [plain, normalized] = [await make(weights, { normalize: false }), await make(weights)];
    const [text] = textsOf([20]) as [{ ids: number[] }];
    const [vector, unit] = [await plain.run([text]), await normalized.run([text])];
    const length = Math.hypot(...vector);
    expect(Math.abs(length - 1)).toBeGreaterThan(0.1);
    expect([...vector].map((value) => value / length)).toEqual(
      [...unit].map((value) => expect.closeTo(value, 5)),
    );
  });
});

describe('a vector depends on its text alone, bit for bit', () => {
  test.each(['direct', 'tiled', 'dot'] as const)('with %s kernels', async (variant) => {
    const encoder = await make(randomBert(SMALL), { variant });
    const texts = textsOf([...RAGGED, 130, 80]);
    const together = await encoder.run(texts);
    for (const [row, text] of texts.entries())
      expect(await encoder.run([text])).toEqual(together.slice(row * 64, (row + 1) * 64));
  });
});

test('more texts and tokens than a submit holds come in several, in order', async () => {
  const weights = randomBert(SMALL);
  const encoder = await make(weights);
  const texts = textsOf(Array.from({ length: 600 }, (_, i) => (i % 7) + 1));
  const all = await encoder.run(texts);
  const some = await encoder.run(texts.slice(300, 310));
  expect(all.slice(300 * 64, 310 * 64)).toEqual(some);
});

test('no texts are no vectors', async () => {
  expect(await (await make(randomBert(SMALL))).run([])).toEqual(new Float32Array());
});

test.each([
  ['a token that the model does not have', [1, 100]],
  ['no tokens', []],
  ['more tokens than it reads', new Array(513).fill(1)],
])('%s is a typed error', async (_, ids) => {
  const encoder = await make(randomBert(SMALL));
  await expect(encoder.run([{ ids }])).rejects.toMatchObject({ code: 'inference-failed' });
});

test('heads that no GPU has registers for are left to the CPU', async () => {
  const weights = randomBert({ hidden: 256, heads: 1, inner: 64, layers: 1 });
  await expect(make(weights)).rejects.toMatchObject({
    code: 'backend-unavailable',
    details: { reason: 'unsupported' },
  });
});

test('GPU memory is near the size of the weights', async () => {
  const shape = { hidden: 384, heads: 12, inner: 1_536, layers: 2 };
  const integers = (await make(randomBert(shape))).memory;
  const floats = (await make(eachLinear(randomBert(shape), FORMS.float32))).memory;
  expect(floats.weights / integers.weights).toBeGreaterThan(2.5); // its tables are floats in both
  const perToken = (integers.total - integers.weights) / 2_048;
  expect(perToken).toBeLessThanOrEqual(10_000);
});

test('the weights that it was made of can be collected', async () => {
  const forgotten = await makeAndForget();
  const isGone = async () => {
    await cdp().send('HeapProfiler.collectGarbage');
    return forgotten.bytes.deref() === undefined;
  };
  await expect.poll(isGone).toBe(true);
  expect(await forgotten.encoder.run(textsOf([5]))).toHaveLength(64); // it is in use
});

async function makeAndForget() {
  const weights = randomBert(SMALL);
  const bytes = new WeakRef(weights.layers[0]?.query.weight.bytes as Uint8Array);
  return { encoder: await make(weights), bytes };
}
