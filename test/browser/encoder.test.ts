import { expect, test } from 'vitest';
import { createEncoder } from '../../src/engine/workers/embedding/runtimes/encoder/encoder.js';
import { randomBert, randomIds } from '../support/bertReference.js';
import { describeEncoder } from '../support/encoderTests.js';
import { describeProduct } from '../support/productTests.js';

for (const build of ['plain', 'relaxed-pairwise', 'relaxed-dot'] as const) {
  describeProduct(build);
  describeEncoder(build);
}

test('both steps of the relaxed build give the same vectors, bit for bit', async () => {
  const weights = randomBert({ hidden: 384, heads: 12, inner: 1_536, layers: 2 });
  const texts = [1, 2, 7, 16, 31, 48, 100, 200].map((length) => randomIds(length, length));
  const options = { pooling: 'mean', normalize: true } as const;
  const pairwise = await createEncoder(weights, { ...options, build: 'relaxed-pairwise' });
  const dot = await createEncoder(weights, { ...options, build: 'relaxed-dot' });
  expect(dot.encode(texts)).toEqual(pairwise.encode(texts));
});

test('this browser has relaxed SIMD, so the encoder takes a build with it', async () => {
  const weights = randomBert({ hidden: 32, heads: 2, inner: 64, layers: 1 });
  const { build } = await createEncoder(weights, { pooling: 'mean', normalize: true });
  expect(build).toMatch(/^relaxed-/);
});
