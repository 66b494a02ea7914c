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
