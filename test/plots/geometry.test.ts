import { describe, expect, test } from 'vitest';
import { fitInto, isInside, nearestTo, neighborOf } from '../../src/plots/geometry.js';

test('coordinates fill a box on its narrower side, with one scale and y upwards', () => {
  const [a, b] = fitInto(Float32Array.of(0, 0, 2, 1), 220, 120, 10);
  expect([a, b]).toEqual([
    { x: 10, y: 110 },
    { x: 210, y: 10 },
  ]);
});

test('the narrower axis is stretched, and by no more than a half and a tenth', () => {
  const coordinates = Float32Array.of(0, 0, 10, 1);
  const [a, b] = fitInto(coordinates, 220, 220, 10);
  expect([a?.x, b?.x]).toEqual([10, 210]);
  expect((a?.y ?? 0) - (b?.y ?? 0)).toBeCloseTo(20 * 1.6, 5);
});

test('of many coordinates a few that are far away do not make all others small: they lie in the margin', () => {
  const close = Array.from({ length: 500 }, (_, i) => [i % 20, Math.floor(i / 20)]);
  const points = fitInto(Float32Array.from([...close, [9_000, 9_000]].flat()), 220, 220, 12);
  expect(Math.max(...points.slice(0, -1).map(({ x }) => x))).toBeGreaterThan(190);
  expect(points.at(-1)).toEqual({ x: 216, y: 4 });
});

test('coordinates that are all one are in the middle', () => {
  expect(fitInto(Float32Array.of(3, 3, 3, 3), 100, 50, 10)).toEqual([
    { x: 50, y: 25 },
    { x: 50, y: 25 },
  ]);
});

describe('of some points', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 1 },
    { x: 10, y: -30 },
    { x: 30, y: 0 },
  ];

  test('the nearest is found within reach', () => {
    expect(nearestTo({ x: 9, y: 3 }, points, 12)).toBe(1);
    expect(nearestTo({ x: 50, y: 50 }, points, 12)).toBeUndefined();
  });

  test('an arrow goes to the next in its direction', () => {
    expect(neighborOf(0, 'ArrowRight', points)).toBe(1);
    expect(neighborOf(1, 'ArrowRight', points)).toBe(3);
    expect(neighborOf(1, 'ArrowUp', points)).toBe(2);
    expect(neighborOf(0, 'ArrowLeft', points)).toBeUndefined();
  });
});

test('a line that is closed tells what is inside of it, also where it is bent', () => {
  const bent = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
    { x: 5, y: 2 },
    { x: 0, y: 10 },
  ];
  expect([
    isInside({ x: 1, y: 5 }, bent),
    isInside({ x: 5, y: 5 }, bent),
    isInside({ x: 9, y: 5 }, bent),
    isInside({ x: 11, y: 5 }, bent),
  ]).toEqual([true, false, true, false]);
});
