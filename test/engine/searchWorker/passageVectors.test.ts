import { expect, test } from 'vitest';
import { PassageVectors } from '../../../src/engine/searchWorker/passageVectors.js';

const span = { start: 0, end: 1 };

/** Documents with one passage each, at angles around a circle. */
function around(angles: readonly number[]): PassageVectors {
  const vectors = new PassageVectors(2, 'float32');
  for (const [document, angle] of angles.entries())
    vectors.put(document, [span], Float32Array.of(Math.cos(angle), Math.sin(angle)));
  return vectors;
}

test('the cosines of all pairs of a few dozen documents have their mean and deviation', () => {
  const angles = Array.from({ length: 40 }, (_, i) => Math.sin(i) * 1.5);
  const cosines = angles.flatMap((a, i) => angles.slice(i + 1).map((b) => Math.cos(a - b)));
  const mean = cosines.reduce((sum, cosine) => sum + cosine) / cosines.length;
  const variance = cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / cosines.length;
  const { pairs } = around(angles);
  expect(pairs?.mean).toBeCloseTo(mean, 4);
  expect(pairs?.deviation).toBeCloseTo(Math.sqrt(variance), 4);
});

test('of many documents a sample of pairs tells about the same', () => {
  const angles = Array.from({ length: 5_000 }, (_, i) => i * 0.7548776662466927);
  const { pairs } = around(angles); // all around the circle: mean 0, deviation √½
  expect(pairs?.count).toBeLessThan(4_000);
  expect(Math.abs(pairs?.mean ?? 1)).toBeLessThan(0.05);
  expect(pairs?.deviation).toBeCloseTo(Math.SQRT1_2, 1);
});

test('nothing is told of few documents, of equal ones, or of those that have gone', () => {
  expect(around([0, 1, 2]).pairs).toBeUndefined();
  expect(around(new Array(30).fill(1)).pairs).toBeUndefined();
  const vectors = around(Array.from({ length: 20 }, (_, i) => i));
  expect(vectors.pairs).toBeDefined();
  vectors.remove(0);
  expect(vectors.pairs).toBeUndefined();
});
