import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toFloat32 } from '../../../../../src/engine/workers/embedding/formats/floats.js';
import { numbersOf } from '../../../../../src/engine/workers/embedding/formats/numbers.js';
import { readBert } from '../../../../../src/engine/workers/embedding/formats/readBert.js';
import type {
  BertWeights,
  ElementType,
  Tensor,
} from '../../../../../src/engine/workers/embedding/formats/types.js';
import { createEncoder } from '../../../../../src/engine/workers/embedding/runtimes/encoder/encoder.js';
import reference from '../../../../fixtures/weights/numbers.json';
import tiny from '../../../../fixtures/weights/weights.json';
import { numbersByPath } from './values.js';

function read(path: string): BertWeights {
  const result = readBert(new Uint8Array(readFileSync(path)), { heads: 2, epsilon: 1e-6 });
  if ('foreign' in result) throw new Error(result.foreign);
  return result.weights;
}

const SHAPES = {
  'models/all-MiniLM-L6-v2/onnx/model_quantized.onnx': {
    shape: { hidden: 384, heads: 12, inner: 1_536, epsilon: Math.fround(1e-12) },
    rows: [30_522, 512, 2],
    layers: 6,
  },
  'test/fixtures/small-bert/onnx/model.onnx': {
    shape: { hidden: 32, heads: 4, inner: 64, epsilon: Math.fround(1e-12) },
    rows: [101, 512, 2],
    layers: 2,
  },
};

describe.each(Object.entries(SHAPES))('%s', (path, { shape, rows, layers }) => {
  const weights = read(path);
  const { words, positions, tokenTypes } = weights;

  test('has its shape', () => {
    expect(weights).toMatchObject(shape);
    expect(weights.layers).toHaveLength(layers);
    expect([words, positions, tokenTypes].map((table) => table.rows)).toEqual(rows);
  });

  test('has in each tensor the numbers that Python’s onnx finds there', () => {
    const found = numbersByPath(weights);
    const expected: Record<string, number[][]> = reference[path as keyof typeof reference];
    expect([...found.keys()].sort()).toEqual(Object.keys(expected).sort());
    for (const [name, places] of Object.entries(expected))
      for (const [row = 0, column = 0, value = 0] of places)
        expect(found.get(name)?.(row, column), `${name} [${row}, ${column}]`).toBeCloseTo(value, 5);
  });
});

describe.each([
  ['float16.onnx', 2e-3],
  ['dequantize-linear.onnx', 0.015],
])('a BERT in %s', (name, distance) => {
  const weights = read(`test/fixtures/weights/${name}`);

  test('has its numbers', () => {
    const found = numbersByPath(weights);
    expect(weights).toMatchObject({ hidden: 16, heads: 2, inner: 32 });
    for (const [path, numbers] of Object.entries(tiny.tensors)) {
      const columns = path.includes('output.dense') ? 32 : 16;
      for (const [i, number] of numbers.entries()) {
        const value = found.get(path)?.(Math.floor(i / columns), i % columns) ?? Number.NaN;
        expect(Math.abs(value - number), `${path} ${i}`).toBeLessThan(distance);
      }
    }
  });

  test('gives the vectors of the forward pass in numpy', async () => {
    const encoder = await createEncoder(weights, { pooling: 'mean', normalize: true });
    for (const { ids, mean } of tiny.cases) {
      const cosine = encoder.encode([ids]).reduce((sum, value, i) => sum + value * Number(mean[i]), 0);
      expect(cosine).toBeGreaterThan(0.998);
    }
  });
});

test('scales of a table behind DequantizeLinear are one per row', () => {
  const { words } = read('test/fixtures/weights/dequantize-linear.onnx');
  expect(words.values.type).toBe('int8');
  expect(words.quantization?.scales).toHaveLength(40);
});

test('epsilon is what half floats make of it', () => {
  expect(read('test/fixtures/weights/float16.onnx').epsilon).toBe(17 * 2 ** -24);
});

describe('numbers of a tensor', () => {
  const tensor = (type: ElementType, bytes: ArrayLike<number>, size: number): Tensor => {
    const file = new Uint8Array(bytes.length + 1); // one byte off, so that nothing is aligned
    file.set(bytes, 1);
    return { name: 'x', type, shape: [size], bytes: file.subarray(1) };
  };
  const bytesOf = (array: Float32Array | Int32Array | BigInt64Array) => new Uint8Array(array.buffer);

  test.each<[ElementType, ArrayLike<number>, number[]]>([
    ['float32', bytesOf(Float32Array.of(1.5, -2)), [1.5, -2]],
    ['float16', [0x00, 0x3e, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b], [1.5, -2, 2 ** -24, 65_504]],
    [
      'float16',
      [0x00, 0x7c, 0x00, 0xfc, 0x01, 0x7e],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
    ],
    ['bfloat16', [0xc0, 0x3f, 0x00, 0xc0, 0x80, 0x7f], [1.5, -2, Number.POSITIVE_INFINITY]],
    ['int8', [255, 128, 127], [-1, -128, 127]],
    ['uint8', [255, 128, 127], [255, 128, 127]],
    ['int32', bytesOf(Int32Array.of(-70_000, 5)), [-70_000, 5]],
    ['int64', bytesOf(BigInt64Array.of(-3n, 5_000_000_000n)), [-3, 5_000_000_000]],
  ])('%s', (type, bytes, numbers) => {
    expect(Array.from(numbersOf(tensor(type, bytes, numbers.length)))).toEqual(numbers);
  });

  test('integers are not taken for floats', () => {
    expect(() => toFloat32(tensor('int8', [1, 2], 2))).toThrow(/holds int8 where floats/);
  });

  test('a tensor with fewer bytes than its shape needs is broken', () => {
    const cut = tensor('float32', [0, 0, 0], 1);
    for (const numbers of [toFloat32, numbersOf]) expect(() => numbers(cut)).toThrow(/3 bytes instead of 4/);
    expect(() => numbersOf(tensor('int8', [0, 0], 3))).toThrow(/2 bytes instead of 3/);
  });
});
