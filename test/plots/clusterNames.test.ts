import { expect, test } from 'vitest';
import { namesOfGroups } from '../../src/plots/clusterNames.js';

const around = (x: number, y: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ x: x + (i % 4), y: y + Math.floor(i / 4) }));

test('the name of a group stands at the median of its points, so that one far away does not draw it off', () => {
  const points = [...around(0, 0, 5), { x: 900, y: 900 }, ...around(100, 50, 3)];
  const groups = points.map((_, i) => (i < 6 ? 0 : 1));
  expect(namesOfGroups(points, groups, ['Garden', 'Trips'])).toEqual([
    { name: 'Garden', at: { x: 2, y: 0 }, size: 6, kind: 0 },
    { name: 'Trips', at: { x: 101, y: 50 }, size: 3, kind: 1 },
  ]);
});
