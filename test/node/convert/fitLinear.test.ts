import { beforeAll, describe, expect, test } from 'vitest';
import type { Linear } from '../../../src/engine/workers/embedding/formats/types.js';
import { Fit, matrixOf } from '../../../src/node/convert/fitLinear.js';
import { createProducts, type Products } from '../../../src/node/convert/products.js';
import { randomNumbers } from '../../../tools/random.mjs';

const numbers = randomNumbers(23);
const normal = () =>
  Math.sqrt(-2 * Math.log(1 - numbers(1e6) / 1e6)) * Math.cos((2 * Math.PI * numbers(1e6)) / 1e6);
const [rows, inputs, outputs] = [600, 64, 16];

function floatsOf(count: number, by = 1): Float32Array {
  return Float32Array.from({ length: count }, () => by * normal());
}

function linearOf(values: Float32Array): Linear {
  const bytes = new Uint8Array(values.buffer);
  const weight = { name: 'w', type: 'float32', shape: [inputs, outputs], bytes } as const;
  return { inputs, outputs, weight, order: 'inputs-outputs', bias: floatsOf(outputs) };
}

const distance = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + (value - Number(b[i])) ** 2, 0);

describe('a layer that reads wrong numbers', () => {
  let products: Products;
  const linear = linearOf(floatsOf(inputs * outputs));
  const exact = floatsOf(rows * inputs);
  // Each input is too small, and a part of it is in the next one.
  const wrong = exact.map((value, i) => 0.8 * value + 0.2 * Number(exact[i - 1] ?? 0) + 0.1);
  beforeAll(async () => {
    products = await createProducts();
  });

  test('is fitted to the outputs that it should give, in 8 bits and in 4', async () => {
    const fit = await Fit.to(wrong, inputs, products);
    const target = await fit.outputsOf(linear, exact);
    const unfitted = distance(await fit.outputsOf(linear, wrong), target);
    const [four, eight] = [await fit.round(linear, target, 4), await fit.round(linear, target, 8)];
    expect(distance(eight.outputs, target)).toBeLessThan(0.5 * unfitted);
    expect(distance(four.outputs, target)).toBeLessThan(0.5 * unfitted);
    expect(distance(eight.outputs, target)).toBeLessThan(distance(four.outputs, target));
  });

  test('gives the outputs that it says it gives', async () => {
    const fit = await Fit.to(wrong, inputs, products);
    const { weights, bias, outputs: given } = await fit.round(linear, await fit.outputsOf(linear, exact), 8);
    if (!('scales' in weights)) throw new Error('The weights are not in 8 bits.');
    const values = Float32Array.from(
      weights.integers,
      (each, i) => each * Number(weights.scales[i % outputs]),
    );
    const product = await products.multiply(wrong, values, inputs);
    expect(
      distance(
        product.map((value, i) => value + Number(bias[i % outputs])),
        given,
      ),
    ).toBeLessThan(1e-6);
  });

  test('keeps its weights where its inputs are right', async () => {
    const fit = await Fit.to(exact, inputs, products);
    const { weights } = await fit.round(linear, await fit.outputsOf(linear, exact), 8);
    if (!('scales' in weights)) throw new Error('The weights are not in 8 bits.');
    for (const [i, value] of matrixOf(linear).entries()) {
      const scale = Number(weights.scales[i % outputs]);
      expect(Math.abs(Number(weights.integers[i]) * scale - value)).toBeLessThan(0.51 * scale + 1e-5);
    }
  });

  test('gives rows that count more closer to what they should be, and their mean', async () => {
    const counting = 30;
    // Another layer's errors: each row that counts lacks something else than the others.
    const unlike = wrong.map((value, i) => (i < counting * inputs ? value - 0.6 * Number(exact[i]) : value));
    const shares = new Float32Array(rows).fill((0.2 * rows) / (rows - counting));
    shares.fill((0.8 * rows) / counting, 0, counting);
    const [even, first] = [
      await Fit.to(unlike, inputs, products),
      await Fit.to(unlike, inputs, products, shares),
    ];
    const target = await even.outputsOf(linear, exact);
    const lost = async (fit: Fit) => {
      const { outputs: given } = await fit.round(linear, target, 4);
      const end = counting * outputs;
      return distance(given.subarray(0, end), target.subarray(0, end));
    };
    expect(await lost(first)).toBeLessThan(0.7 * (await lost(even)));
  });
});
