import { expect, test } from 'vitest';
import { rateOf, type Sample, withSample } from '../../../src/components/ModelStatus/transferRate.js';

const samplesOf = (...samples: readonly (readonly [at: number, loaded: number])[]) =>
  samples.reduce<readonly Sample[]>((all, [at, loaded]) => withSample(all, { at, loaded }), []);

test('a rate is bytes a second', () => {
  expect(rateOf(samplesOf([0, 0], [1_000, 300], [2_000, 4_000]))).toBe(2_000);
});

test('nothing is said of less than half a second, or of a download that stands still', () => {
  expect(rateOf(samplesOf())).toBeUndefined();
  expect(rateOf(samplesOf([0, 0], [400, 1_000]))).toBeUndefined();
  expect(rateOf(samplesOf([0, 10], [1_000, 10]))).toBeUndefined();
});

test('what is older than five seconds does not count', () => {
  expect(rateOf(samplesOf([0, 0], [4_000, 1_000_000], [8_000, 1_004_000]))).toBe(1_000);
});
