import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toFloat32 } from '../../../../../src/engine/workers/embedding/formats/floats.js';
import { numbersOf } from '../../../../../src/engine/workers/embedding/formats/numbers.js';
import { readBert } from '../../../../../src/engine/workers/embedding/formats/readBert.js';
import type {
  BertWeights,
  Linear,
  Table,
} from '../../../../../src/engine/workers/embedding/formats/types.js';
import { createEncoder } from '../../../../../src/engine/workers/embedding/runtimes/encoder/encoder.js';
import expected from '../../../../fixtures/weights/weights.json';

// One tiny BERT in many forms, written by other people's code (test/fixtures/make/weights.py).
const file = (name: string) => new Uint8Array(readFileSync(`test/fixtures/weights/${name}`));
const architecture = { heads: 2, epsilon: 1e-6 };

function read(bytes: Uint8Array): BertWeights {
  const result = readBert(bytes, architecture);
  if ('foreign' in result) throw new Error(result.foreign);
  return result.weights;
}

/** Names of forms, and how far a number may lie from what was written: half of a step of the type. */
const FORMS: readonly [string, number][] = [
  ['float32.onnx', 1e-6],
  ['prefix.onnx', 1e-6],
  ['layer-normalization.onnx', 1e-6],
  ['int8-per-column.onnx', 0.02],
  ['uint8-per-tensor.onnx', 0.02],
  ['float32.safetensors', 1e-6],
  ['float16.safetensors', 2e-3],
  ['bfloat16.safetensors', 1e-2],
];

describe.each(FORMS)('a BERT in %s', (name, distance) => {
  const weights = read(file(name));

  test('has its shape', () => {
    expect(weights).toMatchObject({
      hidden: 16,
      heads: 2,
      inner: 32,
      words: { rows: 40 },
      positions: { rows: 24 },
      tokenTypes: { rows: 2 },
    });
    expect(weights.epsilon).toBeCloseTo(1e-6, 10);
    expect(weights.layers).toHaveLength(2);
  });

  test('has its numbers', () => {
    const [first, second] = weights.layers;
    const found = {
      'embeddings.word_embeddings.weight': tableNumbers(weights.words),
      'encoder.layer.1.attention.self.key.weight': linearNumbers(second?.key as Linear),
      'encoder.layer.0.output.dense.weight': linearNumbers(first?.output as Linear),
      'encoder.layer.1.output.LayerNorm.weight': [...(second?.outputNorm.gain ?? [])],
    };
    for (const [path, numbers] of Object.entries(expected.tensors)) {
      const read = found[path as keyof typeof found].slice(0, numbers.length);
      for (const [i, number] of numbers.entries())
        expect(Math.abs((read[i] ?? Number.NaN) - number), `${path} ${i}`).toBeLessThan(distance);
    }
  });

  test('gives the vectors of the forward pass in numpy', async () => {
    const encoder = await createEncoder(weights, { pooling: 'mean', normalize: true });
    for (const { ids, mean } of expected.cases) {
      const cosine = encoder.encode([ids]).reduce((sum, value, i) => sum + value * Number(mean[i]), 0);
      expect(cosine).toBeGreaterThan(0.998);
    }
  });
});

describe('what is no BERT', () => {
  test.each([
    ['relu.onnx', /operator Relu/],
    ['other-names.onnx', /no tensor encoder\.layer\.0/],
  ])('%s is left to another runtime, with the reason', (name, reason) => {
    expect(readBert(file(name))).toEqual({ foreign: expect.stringMatching(reason) });
  });

  test('tanh GELU', () => {
    const bytes = replaced(file('float32.onnx'), 'Erf', 'Exp');
    expect(readBert(bytes)).toEqual({ foreign: expect.stringMatching(/operator Exp/) });
  });

  test('a layer with more tensors than BERT has', () => {
    const bytes = replaced(
      file('float32.onnx'),
      'layer.1.attention.self.key.bias',
      'layer.1.attention.self.lora_bias',
    );
    expect(readBert(bytes)).toHaveProperty('foreign');
  });
});

describe('a broken file is a typed error that names what is wrong', () => {
  const code = 'model-load-failed';

  test.each([
    ['nothing', new Uint8Array()],
    ['a web page', new TextEncoder().encode('<!doctype html><title>Not found</title>')],
    ['zeros', new Uint8Array(1_000)],
    ['half of an ONNX file', file('float32.onnx').subarray(0, 20_000)],
    ['half of a safetensors file', file('float32.safetensors').subarray(0, 20_000)],
  ])('%s', (_, bytes) => {
    expect(() => readBert(bytes, architecture)).toThrow(expect.objectContaining({ code }));
  });

  test('an ONNX file that lacks a tensor', () => {
    // Only the initialiser has a name before its bytes; the node that reads it keeps the true one.
    const bytes = file('float32.onnx');
    const name = 'encoder.layer.1.output.dense.bias';
    const at = lastIndexOf(bytes, name);
    bytes.set(new TextEncoder().encode('x'), at);
    expect(() => readBert(bytes)).toThrow(expect.objectContaining({ code, details: { tensor: name } }));
  });

  test('a safetensors file that lacks a tensor', () => {
    const bytes = replaced(
      file('float16.safetensors'),
      'encoder.layer.1.output.dense.bias',
      'encoder.layer.1.output.dense.bibs',
    );
    expect(() => readBert(bytes, architecture)).toThrow(expect.objectContaining({ code }));
  });

  test('a wrong shape', () => {
    const bytes = replaced(file('float16.safetensors'), '"shape":[32,16]', '"shape":[16,32]');
    expect(() => readBert(bytes, architecture)).toThrow(/has the shape \[16,32\] instead of \[32,16\]/);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('a scale of %d', (scale) => {
    const { layers } = read(file('int8-per-column.onnx'));
    const scales = layers[0]?.query.quantization?.scales as Float32Array;
    const bytes = file('int8-per-column.onnx');
    const at = indexOfBytes(bytes, new Uint8Array(scales.buffer, scales.byteOffset, scales.byteLength));
    new DataView(bytes.buffer).setFloat32(at + 4, scale, true);
    expect(() => readBert(bytes)).toThrow(/scales that are no positive numbers/);
  });

  test('a bias that is not finite', () => {
    const bytes = file('float32.safetensors');
    const bias = read(bytes).layers[1]?.intermediate.bias as Float32Array;
    const at = indexOfBytes(bytes, new Uint8Array(bias.buffer, bias.byteOffset, bias.byteLength));
    new DataView(bytes.buffer).setFloat32(at, Number.NaN, true);
    expect(() => readBert(bytes, architecture)).toThrow(/not finite/);
  });

  test('safetensors of a model that is not described', () => {
    expect(() => readBert(file('float32.safetensors'))).toThrow(/bert: \{ heads, epsilon \}/);
  });
});

describe('the bundled model', () => {
  const bytes = new Uint8Array(readFileSync('models/all-MiniLM-L6-v2/onnx/model_quantized.onnx'));
  const weights = read(bytes);

  test('is recognized', () => {
    expect(weights).toMatchObject({ hidden: 384, heads: 12, inner: 1_536, words: { rows: 30_522 } });
    expect(weights.epsilon).toBeCloseTo(1e-12, 18);
    expect(weights.layers).toHaveLength(6);
  });

  test('is not copied to be read', () => {
    for (const { query, output } of weights.layers)
      for (const { weight } of [query, output]) expect(weight.bytes.buffer).toBe(bytes.buffer);
  });

  test('fits with its file into 2.5 times the file, and afterwards into 1.2 times', async () => {
    const { memory } = await createEncoder(weights, { pooling: 'mean', normalize: true });
    expect(memory / bytes.length).toBeLessThan(1.2);
  });
});

function linearNumbers({ weight, order, quantization, inputs, outputs }: Linear): number[] {
  const raw = weight.type === 'int8' || weight.type === 'uint8' ? numbersOf(weight) : [...toFloat32(weight)];
  const one = <T extends ArrayLike<number>>(values: T, n: number) =>
    Number(values[values.length === 1 ? 0 : n]);
  const value = (k: number, n: number) => {
    const stored = Number(raw[order === 'inputs-outputs' ? k * outputs + n : n * inputs + k]);
    return quantization ? one(quantization.scales, n) * (stored - one(quantization.zeroPoints, n)) : stored;
  };
  // As PyTorch writes them: output by output.
  return Array.from({ length: inputs * outputs }, (_, i) => value(i % inputs, Math.floor(i / inputs)));
}

function tableNumbers({ values, quantization }: Table): number[] {
  const raw = Array.from(numbersOf(values));
  if (!quantization) return raw;
  return raw.map((value) => Number(quantization.scales[0]) * (value - Number(quantization.zeroPoints[0])));
}

/** The same bytes with all places of a text replaced by another of the same length, or padded by underscores. */
function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  return Uint8Array.from(
    Buffer.from(text.replaceAll(from, to.slice(0, from.length).padEnd(from.length, '_')), 'latin1'),
  );
}

function lastIndexOf(bytes: Uint8Array, text: string): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(text);
}

function indexOfBytes(bytes: Uint8Array, part: Uint8Array): number {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(part);
  if (at < 0) throw new Error('The file does not hold these bytes.');
  return at;
}
