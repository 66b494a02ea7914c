import { expect, test } from 'vitest';
import {
  assertFaster,
  compareWithCpu,
  minBatchTokens,
} from '../../../../../../src/engine/workers/embedding/runtimes/webgpu/benchmark.js';

const times = (cpuOne: number, gpuOne: number, cpuMany: number, gpuMany: number) => ({
  one: { cpu: cpuOne, webgpu: gpuOne },
  many: { cpu: cpuMany, webgpu: gpuMany },
});

test('a GPU that is faster with one text takes all', () => {
  expect(minBatchTokens(times(10, 5, 640, 50))).toBe(0);
});

test('one that is faster only with many takes batches from where both lines cross', () => {
  // 16 tokens: 10 against 20 ms; 1,024 tokens: 640 against 30 ms. The lines cross at 16 + 1008 * 10 / 620 tokens.
  expect(minBatchTokens(times(10, 20, 640, 30))).toBe(33);
});

test('it must be faster than all workers of the CPU together', () => {
  expect(minBatchTokens(times(10, 5, 640, 200), 4)).toBe(Number.POSITIVE_INFINITY);
  expect(minBatchTokens(times(10, 20, 640, 30), 4)).toBe(88); // 16 + 1008 * 10 / (10 + 640 / 4 - 30)
});

test('a GPU that is never faster is refused', () => {
  expect(() => assertFaster({ minBatchTokens: minBatchTokens(times(10, 20, 640, 700)) })).toThrow(
    expect.objectContaining({ code: 'backend-unavailable', details: { reason: 'slower' } }),
  );
  expect(() => assertFaster({ minBatchTokens: 33 })).not.toThrow();
});

test('both run one text of 16 tokens and 8 of 128, or as many as the model reads', async () => {
  const seen: string[] = [];
  const runner = (name: string) => async (texts: readonly { readonly ids: readonly number[] }[]) => {
    seen.push(`${name}: ${texts.length} x ${texts[0]?.ids.length}`);
    return new Float32Array(0);
  };
  const measured = await compareWithCpu(runner('cpu'), runner('gpu'), 64);
  expect([...new Set(seen)]).toEqual(['cpu: 1 x 16', 'gpu: 1 x 16', 'cpu: 8 x 64', 'gpu: 8 x 64']);
  expect(Math.min(...Object.values(measured).flatMap(Object.values))).toBeGreaterThanOrEqual(0);
});
