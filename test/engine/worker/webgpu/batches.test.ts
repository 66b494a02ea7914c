import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchesOf } from '../../../../src/engine/worker/webgpu/batches.js';

test('texts of alike lengths share a batch, those of other lengths do not', () => {
  expect(batchesOf([10, 100, 9, 90, 11])).toEqual([
    [1, 3],
    [4, 0, 2],
  ]);
});

test('no texts make no batches', () => {
  expect(batchesOf([])).toEqual([]);
});

test('each text is in one batch, and none has more than 4,096 tokens, or a mask of more than 4 MB', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: 200 }), (lengths) => {
      const batches = batchesOf(lengths);
      expect(batches.flat().toSorted((a, b) => a - b)).toEqual(lengths.map((_, place) => place));
      for (const batch of batches) {
        const longest = Math.max(...batch.map((place) => Number(lengths[place])));
        expect(batch.length * longest).toBeLessThanOrEqual(4_096);
        expect(batch.length * longest ** 2).toBeLessThanOrEqual(2 ** 20);
      }
    }),
  );
});

test('a text that is longer than all limits has a batch of its own', () => {
  expect(batchesOf([5_000, 5_000])).toEqual([[0], [1]]);
});
