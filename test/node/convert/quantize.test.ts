import { expect, test } from 'vitest';
import { quantize } from '../../../src/node/convert/quantize.js';

test('each row, or each column, takes the whole range', () => {
  const values = Float32Array.of(1, -2, 0, 0.5, 0.25, 0);
  const byRows = quantize(values, 3, 'rows');
  expect([...byRows.integers]).toEqual([64, -127, 0, 127, 64, 0]);
  expect([...byRows.scales]).toEqual([expect.closeTo(2 / 127), expect.closeTo(0.5 / 127)]);
  const byColumns = quantize(values, 3, 'columns');
  expect([...byColumns.integers]).toEqual([127, -127, 0, 64, 16, 0]);
});

test('nothing but zeros has a scale all the same', () => {
  expect(quantize(new Float32Array(2), 2, 'rows')).toEqual({
    integers: new Int8Array(2),
    scales: Float32Array.of(1),
  });
});
