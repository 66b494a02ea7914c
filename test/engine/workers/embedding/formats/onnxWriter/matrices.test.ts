import { expect, test } from 'vitest';
import {
  packBiases,
  packMatrices,
  writePositions,
} from '../../../../../../src/engine/workers/embedding/formats/onnxWriter/matrices.js';
import type { Linear, Table, Tensor } from '../../../../../../src/engine/workers/embedding/formats/types.js';

const tensor = (type: Tensor['type'], values: Int8Array | Uint8Array | Float32Array): Tensor => ({
  name: 'values',
  type,
  shape: [values.length],
  bytes: new Uint8Array(values.buffer),
});

/** y = x [[1, 2, 3], [4, 5, 6]], as float32, or as integers with a scale per output, in either order. */
const FLOATS: Linear = {
  inputs: 2,
  outputs: 3,
  order: 'inputs-outputs',
  weight: tensor('float32', Float32Array.of(1, 2, 3, 4, 5, 6)),
  bias: Float32Array.of(7, 8, 9),
};
const INTEGERS: Linear = {
  ...FLOATS,
  order: 'outputs-inputs',
  weight: tensor('uint8', Uint8Array.of(102, 108, 129, 132, 6, 12)),
  quantization: { scales: Float32Array.of(0.5, 1, 0.5), zeroPoints: Int32Array.of(100, 127, 0) },
};

function packed(...layers: Linear[]): number[] {
  const target = new Float32Array(2 * 3 * layers.length);
  packMatrices(layers, target);
  return [...target];
}

test('weights come out as floats, inputs by outputs, whatever they are stored as', () => {
  expect(packed(FLOATS)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(packed(INTEGERS)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('layers with the same input lie side by side, their biases one after the other', () => {
  expect(packed(FLOATS, INTEGERS)).toEqual([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]);
  const biases = new Float32Array(6);
  packBiases([FLOATS, FLOATS], biases);
  expect([...biases]).toEqual([7, 8, 9, 7, 8, 9]);
});

test('the first token type is added to each position', () => {
  const table = (values: Tensor, rows: number, quantization?: Table['quantization']): Table => ({
    rows,
    columns: 2,
    values,
    ...(quantization && { quantization }),
  });
  const quantization = { scales: Float32Array.of(0.25), zeroPoints: Int32Array.of(-4) };
  const positions = table(tensor('int8', Int8Array.of(0, 4, -4, -8)), 2, quantization);
  const tokenTypes = table(tensor('float32', Float32Array.of(10, 20, -1, -1)), 2);
  const target = new Float32Array(4);
  writePositions({ positions, tokenTypes }, target);
  expect([...target]).toEqual([11, 22, 10, 19]);
});
