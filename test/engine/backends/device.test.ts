import { describe, expect, test } from 'vitest';
import { poolSize } from '../../../src/engine/backends/device.js';

describe('the size of a pool', () => {
  test.each([
    ['a number', 3, { hardwareConcurrency: 2 }, 3],
    ['half of the threads', 'auto', { hardwareConcurrency: 6 }, 3],
    ['four at most', 'auto', { hardwareConcurrency: 32 }, 4],
    ['one at least', 'auto', { hardwareConcurrency: 1 }, 1],
    ['one where nothing is known', 'auto', {}, 1],
    ['one with little memory', 'auto', { hardwareConcurrency: 8, deviceMemory: 2 }, 1],
    ['one on an iPhone', 'auto', { hardwareConcurrency: 6, userAgent: 'Mozilla/5.0 (iPhone; CPU' }, 1],
    [
      'one on an iPad, which says it is a Mac',
      'auto',
      { hardwareConcurrency: 8, userAgent: 'Mozilla/5.0 (Macintosh; Intel', maxTouchPoints: 5 },
      1,
    ],
    [
      'more on a Mac',
      'auto',
      { hardwareConcurrency: 8, userAgent: 'Mozilla/5.0 (Macintosh; Intel', maxTouchPoints: 0 },
      4,
    ],
  ] as const)('is %s', (_, pool, device, size) => {
    expect(poolSize(pool, device)).toBe(size);
  });
});
