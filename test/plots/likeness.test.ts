import { expect, test } from 'vitest';
import { orderByLikeness } from '../../src/plots/likeness.js';

test('like ones stand beside each other, each once', () => {
  const places = [0, 10, 1, 11, 5];
  const values = places.map((a) => places.map((b) => -Math.abs(a - b)));
  const order = orderByLikeness(values).map((i) => places[i]);
  expect([order, order.toReversed()]).toContainEqual([0, 1, 5, 10, 11]);
});

test('none, one and two are as they are given', () => {
  expect([
    orderByLikeness([]),
    orderByLikeness([[1]]),
    orderByLikeness([
      [1, 0],
      [0, 1],
    ]),
  ]).toEqual([[], [0], [0, 1]]);
});
