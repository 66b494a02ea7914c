import { expect, test } from 'vitest';
import { inPasses } from '../../../../../../src/engine/workers/embedding/runtimes/encoder/inPasses.js';

const text = (tokens: number) => Array.from({ length: tokens }, () => 1);

test('texts are split, in order, where a pass is full; a long one has a pass of its own', () => {
  const lengths = (passes: (readonly number[])[][]) => passes.map((pass) => pass.map(({ length }) => length));
  expect(lengths(inPasses([text(4), text(5), text(2), text(20), text(1)], 10))).toEqual([
    [4, 5],
    [2],
    [20],
    [1],
  ]);
});
