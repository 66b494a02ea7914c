import { describe, expect, test } from 'vitest';
import { fitNullDistribution, shareBelow } from '../../../../src/engine/ranking/relevance.js';
import { Calibration } from '../../../../src/engine/workers/search/Calibration.js';
import { PassageVectors } from '../../../../src/engine/workers/search/PassageVectors.js';
import { randomNumbers } from '../../../../tools/random.mjs';

const DIMENSIONS = 16;
const random = randomNumbers(5);
const vectorOf = () => {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => random(2_001) - 1_000);
  return vector.map((value) => value / Math.hypot(...vector));
};
const all = (count: number) => Array.from({ length: count }, vectorOf);
const joined = (vectors: readonly Float32Array[]) => {
  const data = new Float32Array(vectors.length * DIMENSIONS);
  for (const [i, vector] of vectors.entries()) data.set(vector, i * DIMENSIONS);
  return data;
};

function indexOf(vectors: readonly Float32Array[]): PassageVectors {
  const index = new PassageVectors(DIMENSIONS, 'float32');
  for (const [document, vector] of vectors.entries()) index.put(document, [{ start: 0, end: 1 }], vector);
  return index;
}

function measured(calibration: Calibration, index: PassageVectors): Calibration {
  while (calibration.step(index));
  return calibration;
}

test('the distribution of the best of many is fitted by their mean and deviation', () => {
  const gumbel = Array.from(
    { length: 20_000 },
    () => 0.4 - 0.05 * Math.log(-Math.log((random(1e6) + 0.5) / 1e6)),
  );
  const fit = fitNullDistribution(gumbel);
  expect(fit?.location).toBeCloseTo(0.4, 2);
  expect(fit?.scale).toBeCloseTo(0.05, 2);
  expect(shareBelow(0.4, { location: 0.4, scale: 0.05 })).toBeCloseTo(Math.exp(-1), 5);
  expect(fitNullDistribution([0.3, 0.3])).toBeUndefined();
});

describe('an index', () => {
  test('is measured by all of the calibration queries, and tells nothing before', () => {
    const index = indexOf(all(100));
    const queries = all(30);
    const calibration = new Calibration(joined(queries), DIMENSIONS);
    expect(calibration.of(index)).toBeUndefined();
    measured(calibration, index);
    const best = queries.map((query) => index.best(query, () => true));
    const expected = fitNullDistribution(best);
    expect(calibration.of(index)?.location).toBeCloseTo(expected?.location as number, 5);
  });

  test('is measured again when much of it has changed', () => {
    const queries = all(30);
    const index = indexOf(all(100));
    const calibration = measured(new Calibration(joined(queries), DIMENSIONS), index);
    const before = calibration.of(index);
    expect(calibration.step(index)).toBe(false);
    for (const [i, query] of queries.entries()) index.put(200 + i, [{ start: 0, end: 1 }], query);
    expect(calibration.step(index)).toBe(true);
    measured(calibration, index);
    expect(calibration.of(index)?.location).toBeGreaterThan(before?.location as number);
  });

  test('of which a filter leaves enough is measured by these; of few by all', () => {
    const index = indexOf(all(100));
    const calibration = measured(new Calibration(joined(all(30)), DIMENSIONS), index);
    const some = Uint8Array.from({ length: 100 }, (_, i) => Number(i < 40));
    const few = Uint8Array.from({ length: 100 }, (_, i) => Number(i < 10));
    expect(calibration.of(index, some)?.location).toBeLessThan(calibration.of(index)?.location as number);
    expect(calibration.of(index, few)).toEqual(calibration.of(index));
  });
});
