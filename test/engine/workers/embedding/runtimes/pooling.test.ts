import { expect, test } from 'vitest';
import type { Pooling } from '../../../../../src/engine/index.js';
import { pool } from '../../../../../src/engine/workers/embedding/runtimes/pooling.js';

const hidden = Float32Array.from([1, -2, 5, -4, 3, 0, 7, -6]); // 4 tokens of 2 dimensions

test.each<[Pooling, number[]]>([
  ['cls', [1, -2]],
  ['mean', [4, -3]],
  ['max', [7, 0]],
  ['lasttoken', [7, -6]],
  ['mean-sqrt', [8, -6]],
])('pooling by %s gives %j', (pooling, expected) => {
  expect([...pool(hidden, 2, pooling)]).toEqual(expected);
});
