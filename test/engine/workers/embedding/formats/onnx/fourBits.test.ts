import { describe, expect, test } from 'vitest';
import { widen } from '../../../../../../src/engine/workers/embedding/formats/onnx/fourBits.js';
import { GraphWalker } from '../../../../../../src/engine/workers/embedding/formats/onnx/GraphWalker.js';
import type { OnnxNode } from '../../../../../../src/engine/workers/embedding/formats/onnx/readOnnx.js';
import type { Tensor } from '../../../../../../src/engine/workers/embedding/formats/types.js';

// Two rows of four numbers, in blocks of two along the row.
const integers = [
  [-8, 7, 3, -1],
  [1, -2, -8, 4],
];
const halves = integers.flat();
const bytes = Uint8Array.from({ length: 4 }, (_, i) => {
  const [low = 0, high = 0] = halves.slice(2 * i);
  return (low & 15) | ((high & 15) << 4);
});
const tensor: Tensor = { name: 'w', type: 'int4', shape: [2, 4], bytes };
const node: OnnxNode = {
  op: 'DequantizeLinear',
  inputs: ['w', 'scales'],
  outputs: ['y'],
  numbers: new Map([
    ['axis', 1],
    ['block_size', 2],
  ]),
  texts: new Map(),
};

function widened(scales: readonly number[]) {
  const stored: Tensor = {
    name: 'scales',
    type: 'float32',
    shape: [2, 2],
    bytes: new Uint8Array(Float32Array.from(scales).buffer),
  };
  const tensors = new Map([
    ['w', tensor],
    ['scales', stored],
  ]);
  const graph = new GraphWalker({ nodes: [node], tensors, inputs: new Set(), outputs: ['y'] });
  const { tensor: wide, quantization } = widen(graph, tensor, node, 0);
  const numbers = new Int8Array(wide.bytes.buffer);
  return Array.from(numbers, (each, i) => each * (quantization.scales[Math.floor(i / 4)] ?? 0));
}

describe('weights of 4 bits, in blocks', () => {
  test.each([
    ['are positive, and', [0.5, 0.25, 1, 2]],
    ['may be negative, and', [-0.5, 0.25, 1, -2]],
  ])('have scales that %s are multiplied in', (_, scales) => {
    const values = widened(scales);
    for (const [i, value] of values.entries()) {
      const exact = (halves[i] ?? 0) * (scales[Math.floor(i / 2)] ?? 0);
      // The row's largest number is 127 steps.
      const step = Math.max(...scales.slice(i < 4 ? 0 : 2, i < 4 ? 2 : 4).map(Math.abs)) * (8 / 127);
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(step / 2 + 1e-6);
    }
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('a scale of %s is a broken file', (scale) => {
    expect(() => widened([scale, 1, 1, 1])).toThrow(/scales that are no positive numbers/);
  });

  test('a row of nothing but scales of 0 is a broken file', () => {
    expect(() => widened([0, 0, 1, 1])).toThrow(/scales that are no positive numbers/);
  });
});

// Both axes, sizes that are odd and even, and blocks that do not fill a row or column.
test.each([
  { axis: 0, rows: 5, columns: 8, size: 4 },
  { axis: 0, rows: 3, columns: 10, size: 4 },
  { axis: 0, rows: 4, columns: 7, size: 3 },
  { axis: 1, rows: 9, columns: 6, size: 4 },
  { axis: 1, rows: 6, columns: 5, size: 2 },
] as const)(
  'a matrix of $rows x $columns in blocks of $size along the other axis than $axis is widened',
  (form) => {
    const { axis, rows, columns, size } = form;
    const numbers = Array.from({ length: rows * columns }, (_, i) => ((i * 7) % 16) - 8);
    const packed = new Uint8Array(Math.ceil(numbers.length / 2));
    for (const [i, number] of numbers.entries())
      packed[i >> 1] = (packed[i >> 1] ?? 0) | ((number & 15) << (i % 2 ? 4 : 0));
    const shape = axis ? [Math.ceil(rows / size), columns] : [rows, Math.ceil(columns / size)];
    const [blocks = 0, perRow = 0] = shape;
    const scales = Float32Array.from({ length: blocks * perRow }, (_, i) => 0.5 + ((i * 5) % 11) / 8);
    const stored: Tensor = { name: 'scales', type: 'float32', shape, bytes: new Uint8Array(scales.buffer) };
    const matrix: Tensor = { name: 'w', type: 'int4', shape: [rows, columns], bytes: packed };
    const along = new Map([
      ['axis', axis ? 0 : 1],
      ['block_size', size],
    ]);
    const tensors = new Map([
      ['w', matrix],
      ['scales', stored],
    ]);
    const graph = new GraphWalker({ nodes: [node], tensors, inputs: new Set(), outputs: ['y'] });
    const { tensor: wide, quantization } = widen(graph, matrix, { ...node, numbers: along }, axis);
    const bytes = new Int8Array(wide.bytes.buffer);
    for (const [i, number] of numbers.entries()) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      const block = axis
        ? Math.floor(row / size) * columns + column
        : row * perRow + Math.floor(column / size);
      const outer = quantization.scales[axis ? column : row] ?? 0;
      const wanted = (number * (scales[block] ?? 0)) / outer;
      expect(Math.abs((bytes[i] ?? 0) - wanted), `${row}, ${column}`).toBeLessThanOrEqual(0.5 + 1e-4);
    }
  },
);
