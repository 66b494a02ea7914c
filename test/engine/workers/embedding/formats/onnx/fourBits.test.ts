import { expect, test } from 'vitest';
import { blocksOf } from '../../../../../../src/engine/workers/embedding/formats/onnx/fourBits.js';
import { GraphWalker } from '../../../../../../src/engine/workers/embedding/formats/onnx/GraphWalker.js';
import type { OnnxNode } from '../../../../../../src/engine/workers/embedding/formats/onnx/readOnnx.js';
import type { Tensor } from '../../../../../../src/engine/workers/embedding/formats/types.js';
import { randomFourBits } from '../../../../../support/fourBits.js';

/** What a DequantizeLinear says of a matrix whose outputs, or rows, are on `axis`. */
function read(axis: 0 | 1, node: Partial<OnnxNode> = {}, changed: Partial<Tensor> = {}) {
  const { tensor, blocks } = randomFourBits([6, 4], { size: 2, byColumn: axis === 1 });
  const { scales } = blocks;
  const dequantize: OnnxNode = {
    op: 'DequantizeLinear',
    inputs: ['w', 'scales'],
    outputs: ['y'],
    numbers: new Map([
      ['axis', 1 - axis],
      ['block_size', 2],
    ]),
    texts: new Map(),
    ...node,
  };
  const tensors = new Map([
    ['w', tensor],
    ['scales', { ...scales, ...changed }],
  ]);
  const graph = new GraphWalker({ nodes: [dequantize], tensors, inputs: new Set(), outputs: ['y'] });
  return { found: blocksOf(graph, tensor, dequantize, axis), scales };
}

test.each([
  ['columns', 1],
  ['rows', 0],
] as const)('blocks lie along %s, where outputs lie on axis %i', (_, axis) => {
  const { found, scales } = read(axis);
  expect(found).toEqual({ size: 2, byColumn: axis === 1, scales, factor: 1 });
});

test.each<[string, Partial<OnnxNode>]>([
  ['zero points', { inputs: ['w', 'scales', 'zero points'] }],
  [
    'blocks along outputs',
    {
      numbers: new Map([
        ['axis', 1],
        ['block_size', 2],
      ]),
    },
  ],
  [
    'blocks of no size',
    {
      numbers: new Map([
        ['axis', 0],
        ['block_size', 0],
      ]),
    },
  ],
])('a weight with %s is that of another model', (_, node) => {
  expect(() => read(1, node)).toThrow(/computed in an unknown way/);
});

test('a block that lacks a scale is a broken file', () => {
  expect(() => read(1, {}, { shape: [2, 4] })).toThrow(/has the shape \[2,4\] instead of \[3,4\]/);
});
