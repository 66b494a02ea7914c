import { expect, test } from 'vitest';
import { levelOfCosine } from '../../../src/engine/ranking/relevance.js';

test('is told by how close pairs of items are', () => {
  const backgroundSimilarity = { count: 1_000, mean: 0.2, stdDev: 0.1 };
  expect(
    [0.9, 0.51, 0.49, 0.36, 0.34, -0.1].map((cosine) => levelOfCosine(cosine, backgroundSimilarity)),
  ).toEqual(['high', 'high', 'medium', 'medium', 'low', 'low']);
});
