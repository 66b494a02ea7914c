import { expect, test } from 'vitest';
import { orderBySimilarity } from '../../src/plots/similarityOrder.js';

test('like ones stand beside each other, each once', () => {
  const places = [0, 10, 1, 11, 5];
  const values = places.map((a) => places.map((b) => -Math.abs(a - b)));
  const order = orderBySimilarity(values).map((i) => places[i]);
  expect([order, order.toReversed()]).toContainEqual([0, 1, 5, 10, 11]);
});

test('none, one and two are as they are given', () => {
  expect([
    orderBySimilarity([]),
    orderBySimilarity([[1]]),
    orderBySimilarity([
      [1, 0],
      [0, 1],
    ]),
  ]).toEqual([[], [0], [0, 1]]);
});
