import { expect, test } from 'vitest';
import { MARKS, markOf, OTHER, OTHER_KIND } from '../../src/plots/marks.js';

test('eight groups differ in shape and in color, and a ninth is one of the others', () => {
  const shapes = MARKS.map(({ corners, isRing = false }) => JSON.stringify([corners, isRing]));
  for (const facts of [
    shapes,
    ...(['sign', 'light', 'dark'] as const).map((name) => MARKS.map((mark) => mark[name])),
  ])
    expect(new Set(facts).size).toBe(8);
  expect(MARKS).toHaveLength(OTHER_KIND);
  expect([8, 9, 40].map(markOf)).toEqual([OTHER, OTHER, OTHER]);
});
