import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web/wasm';
import { describe, expect, test } from 'vitest';
import { catalog, type ModelSpec } from '../../../src/engine/index.js';
import { readOnnx } from '../../../src/engine/workers/embedding/formats/onnx/readOnnx.js';
import { readBert } from '../../../src/engine/workers/embedding/formats/readBert.js';
import type { BertWeights } from '../../../src/engine/workers/embedding/formats/types.js';
import { createEncoder } from '../../../src/engine/workers/embedding/runtimes/encoder/encoder.js';
import { runGraph } from '../../../src/engine/workers/embedding/runtimes/onnxruntime/ortSession.js';
import { roundBert } from '../../../src/node/convert/roundBert.js';
import { type Precision, writeBert } from '../../../src/node/convert/writeBert.js';
import { numbersByPath } from '../../engine/workers/embedding/formats/values.js';
import expected from '../../fixtures/weights/weights.json';

// One tiny BERT, read from what other people's code wrote, written by ours, and compared with a forward pass in numpy.
ort.env.wasm.numThreads = 1;
const architecture = { heads: 2, epsilon: 1e-6 };

function read(bytes: Uint8Array): BertWeights {
  const result = readBert(bytes, architecture);
  if ('foreign' in result) throw new Error(result.foreign);
  return result.weights;
}
const original = (name: string) => read(new Uint8Array(readFileSync(`test/fixtures/weights/${name}`)));

const LINEARS = [
  'attention.self.query',
  'attention.self.key',
  'attention.self.value',
  'attention.output.dense',
  'intermediate.dense',
  'output.dense',
];
const IN_EIGHT_BITS = ['attention.self.value', 'attention.output.dense', 'intermediate.dense'];
const FORMS = ['float32.safetensors', 'float16.safetensors', 'float32.onnx', 'float16.onnx'];

describe.each(FORMS)('%s, converted', (form) => {
  const weights = original(form);

  test('to 8 bits gives the vectors of the forward pass, by the encoder', async () => {
    const encoder = await createEncoder(read(writeBert(weights, 'q8')), { pooling: 'mean', normalize: true });
    for (const { ids, mean } of expected.cases)
      expect(cosine(encoder.encode([ids]), mean), `${ids}`).toBeGreaterThan(0.998);
  });

  test.each<[Precision, number]>([
    ['q8', 0.999],
    ['fp32', 0.999999],
  ])('as %s is a file that onnxruntime runs', async (precision, least) => {
    const spec: ModelSpec = {
      ...(catalog[1] as ModelSpec),
      dimensions: 16,
      pooling: 'mean',
      normalize: true,
    };
    const run = await runGraph(ort, spec, { weights: writeBert(weights, precision), provider: 'wasm' });
    const tolerance = form.startsWith('float16') ? 1e-5 : 0; // of the file that was converted
    for (const { ids, mean } of expected.cases)
      expect(cosine(await run([{ ids }]), mean), `${ids}`).toBeGreaterThan(least - tolerance);
  });

  test('has the same numbers as floats, and in 8 bits numbers within half a step', () => {
    const before = numbersByPath(weights);
    const same = numbersByPath(read(writeBert(weights, 'fp32')));
    const rounded = numbersByPath(read(writeBert(weights, 'q8')));
    for (const [path, numberAt] of before)
      for (const [row, column] of [
        [0, 0],
        [1, 5],
      ] as const) {
        expect(same.get(path)?.(row, column), path).toBe(numberAt(row, column));
        expect(Math.abs(Number(rounded.get(path)?.(row, column)) - numberAt(row, column)), path).toBeLessThan(
          0.01,
        );
      }
  });
});

describe.each([
  ['in 4 bits', false],
  ['in 4 bits, and the last layer partly in 8', true],
])('%s', (_, mixed) => {
  const weights = original('float32.onnx');
  const texts = expected.cases.map(({ ids }) => ids);
  const spec: ModelSpec = {
    ...(catalog[1] as ModelSpec),
    dimensions: 16,
    pooling: 'mean',
    normalize: true,
  };
  const writing = roundBert(weights, texts, { mixed }).then((rounded) => writeBert(weights, rounded));

  test('the encoder gives the vectors that onnxruntime does, with the same file', async () => {
    const file = await writing;
    const run = await runGraph(ort, spec, { weights: file, provider: 'wasm' });
    const encoder = await createEncoder(read(file), { pooling: 'mean', normalize: true });
    for (const ids of texts)
      expect(cosine(encoder.encode([ids]), Array.from(await run([{ ids }]))), `${ids}`).toBeGreaterThan(
        0.998,
      );
  });

  test('vectors are close to those of the floats', async () => {
    const run = await runGraph(ort, spec, { weights: await writing, provider: 'wasm' });
    for (const { ids, mean } of expected.cases)
      expect(cosine(await run([{ ids }]), mean), `${ids}`).toBeGreaterThan(0.98);
  });

  test('stands for each weight by as many bits as was asked for', async () => {
    const { tensors } = readOnnx(await writing);
    const types = (layer: number) =>
      LINEARS.map((name) => tensors.get(`encoder.layer.${layer}.${name}.weight_quantized`)?.type);
    const last = weights.layers.length - 1;
    expect(types(0)).toEqual(LINEARS.map(() => 'int4'));
    expect(types(last)).toEqual(
      LINEARS.map((name) => (mixed && IN_EIGHT_BITS.includes(name) ? 'int8' : 'int4')),
    );
  });
});

test('MiniLM takes no more bytes than the file that onnxruntime quantized', () => {
  const file = new Uint8Array(readFileSync('models/all-MiniLM-L6-v2/onnx/model_quantized.onnx'));
  expect(writeBert(read(file), 'q8').length / file.length).toBeLessThan(1.01);
});

function cosine(a: ArrayLike<number>, b: readonly number[]): number {
  const dot = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x).reduce((sum, value, i) => sum + value * Number(y[i]), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
