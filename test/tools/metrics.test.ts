import { expect, test } from 'vitest';
import { ndcg, spearman } from '../../tools/metrics.mjs';

test('spearman is that of scipy.stats.spearmanr, ties included', () => {
  expect(spearman([1, 2, 3, 4], [10, 20, 30, 40])).toBeCloseTo(1);
  expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1);
  // scipy.stats.spearmanr([0.1, 0.4, 0.4, 0.9, 0.3], [1, 2, 5, 5, 3])[0]
  expect(spearman([0.1, 0.4, 0.4, 0.9, 0.3], [1, 2, 5, 5, 3])).toBeCloseTo(0.7631578947368421, 12);
});

test('ndcg is 1 for the best order, and discounts by the logarithm of the rank', () => {
  const relevance = new Map([
    ['a', 1],
    ['b', 1],
  ]);
  expect(ndcg(['a', 'b', 'c'], relevance)).toBeCloseTo(1);
  expect(ndcg(['c', 'a', 'd'], relevance)).toBeCloseTo(1 / Math.log2(3) / (1 + 1 / Math.log2(3)));
  expect(ndcg(['c', 'd'], relevance)).toBe(0);
  expect(ndcg(['c', 'd', 'a'], relevance, 2)).toBe(0);
});
