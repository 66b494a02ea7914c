import { expect, test } from 'vitest';
import { pca2d } from '../../../src/engine/math/pca2d.js';

const placed = (vectors: readonly Float32Array[]) =>
  pca2d(Float32Array.from(vectors.flatMap((vector) => [...vector])), vectors[0]?.length ?? 0);

test('points of a plane in space are put into that plane, the longer way first', () => {
  // Spread of 6 along one direction, of 2 along another, none along the third.
  const [long, short] = [
    [0.6, 0.8, 0],
    [0.8, -0.6, 0],
  ] as const;
  const place = (a: number, b: number) =>
    Float32Array.from([0, 1, 2], (i) => 5 + a * (long[i] as number) + b * (short[i] as number));
  const places = placed([place(3, 1), place(-3, 1), place(3, -1), place(-3, -1)]);
  const rounded = Array.from(places, (value) => Math.round(Math.abs(value) * 1e4) / 1e4);
  expect(rounded).toEqual([3, 1, 3, 1, 3, 1, 3, 1]);
  expect(Math.sign(places[0] as number)).toBe(-Math.sign(places[2] as number));
});

test('the spread along the two components is the two largest eigenvalues of the covariance', () => {
  // Some of Fisher's irises (1936); the eigenvalues of their covariance, divided by n, are numpy's (linalg.eigvalsh).
  const flowers = [
    [5.1, 3.5, 1.4, 0.2],
    [5.4, 3.7, 1.5, 0.2],
    [5.4, 3.4, 1.7, 0.2],
    [4.8, 3.1, 1.6, 0.2],
    [5.0, 3.5, 1.3, 0.3],
    [7.0, 3.2, 4.7, 1.4],
    [5.0, 2.0, 3.5, 1.0],
    [5.9, 3.2, 4.8, 1.8],
    [5.5, 2.4, 3.8, 1.1],
    [5.5, 2.6, 4.4, 1.2],
    [6.3, 3.3, 6.0, 2.5],
    [6.5, 3.2, 5.1, 2.0],
    [6.9, 3.2, 5.7, 2.3],
    [7.4, 2.8, 6.1, 1.9],
    [6.7, 3.1, 5.6, 2.4],
  ];
  const places = placed(flowers.map((flower) => Float32Array.from(flower)));
  const spread = (axis: number) =>
    flowers.reduce((sum, _, i) => sum + (places[2 * i + axis] as number) ** 2, 0) / flowers.length;
  expect(spread(0)).toBeCloseTo(EIGENVALUES[0], 3);
  expect(spread(1)).toBeCloseTo(EIGENVALUES[1], 3);
});

const EIGENVALUES = [4.34214, 0.27914] as const;

test('the same vectors give the same picture, and equal ones or none no trouble', () => {
  const vectors = Array.from({ length: 30 }, (_, i) =>
    Float32Array.from({ length: 8 }, (_, j) => Math.sin(i * j + i)),
  );
  expect(placed(vectors)).toEqual(placed(vectors.map((vector) => vector.slice())));
  expect(Array.from(placed([vectors[1], vectors[1]] as Float32Array[]))).toEqual([0, 0, 0, 0]);
  expect(placed([])).toHaveLength(0);
});

test('of many vectors some tell the directions, and all are placed', () => {
  const vectors = Array.from({ length: 2_500 }, (_, i) =>
    Float32Array.of(Math.sin(i) * 4, Math.cos(3 * i), 0.01 * Math.sin(7 * i)),
  );
  const places = placed(vectors);
  expect(places).toHaveLength(5_000);
  for (const i of [0, 1, 1_234, 2_499])
    expect(Math.abs(places[2 * i] as number)).toBeCloseTo(Math.abs(Math.sin(i) * 4), 0);
});
