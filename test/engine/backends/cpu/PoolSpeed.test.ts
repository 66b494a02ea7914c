import { expect, test } from 'vitest';
import { PoolSpeed } from '../../../../src/engine/backends/cpu/PoolSpeed.js';

/** Batches of 100 characters, each of the milliseconds that are given. */
function noteAll(speed: PoolSpeed, workers: number, times: readonly number[]): void {
  for (const ms of times) speed.note(workers, 100, ms);
}

test('a second worker is allowed before anything was measured, a third is not', () => {
  const speed = new PoolSpeed();
  expect(speed.allowsMoreThan(1)).toBe(true);
  expect(speed.allowsMoreThan(2)).toBe(false);
});

test('a third worker is allowed where one alone was never measured', () => {
  const speed = new PoolSpeed();
  noteAll(speed, 2, [10, 10, 10, 10]);
  expect(speed.allowsMoreThan(2)).toBe(true);
});

test('one slow batch of several does not count', () => {
  const speed = new PoolSpeed();
  noteAll(speed, 2, [10, 10, 10, 10]);
  noteAll(speed, 3, [10, 10, 10, 10, 500]);
  expect(speed.isFasterWithout(3)).toBe(false);
});

test('three workers of which each has two thirds of the speed are no faster than two', () => {
  const speed = new PoolSpeed();
  noteAll(speed, 2, [10, 10, 10, 10]);
  noteAll(speed, 3, [15, 15, 15, 15]);
  expect(speed.isFasterWithout(3)).toBe(true);
  expect(speed.allowsMoreThan(2)).toBe(false);
  speed.forget();
  noteAll(speed, 2, [10, 10, 10, 10]);
  expect(speed.allowsMoreThan(2)).toBe(true);
});

test('the slow batches of a worker that has just started are forgotten', () => {
  const speed = new PoolSpeed();
  noteAll(speed, 2, Array(12).fill(10));
  noteAll(speed, 3, [...Array(8).fill(30), ...Array(12).fill(10)]);
  expect(speed.isFasterWithout(3)).toBe(false);
});
