import { describe, expect, test } from 'vitest';
import { inverseFactor, roundCompensated } from '../../../src/node/convert/compensate.js';
import { bestScale, roundTo4, valuesOf } from '../../../src/node/convert/fourBits.js';
import { randomNumbers } from '../../../tools/random.mjs';

const numbers = randomNumbers(4);
const random = () => numbers(1e6) / 1e6;
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Inputs that go together, as those of a real layer do. */
function inputsOf(rows: number, columns: number): Float64Array[] {
  return Array.from({ length: rows }, () => {
    const shared = normal();
    return Float64Array.from({ length: columns }, (_, i) => normal() + (i % 3 ? shared : 0));
  });
}

function productsOf(rows: readonly Float64Array[], size: number): Float64Array {
  const products = new Float64Array(size * size);
  for (const row of rows)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        products[i * size + j] = Number(products[i * size + j]) + Number(row[i]) * Number(row[j]);
  return products;
}

test('UᵀU is the inverse of the damped matrix', () => {
  const size = 7;
  const matrix = productsOf(inputsOf(20, size), size);
  const damping =
    (0.01 * Array.from({ length: size }, (_, i) => Number(matrix[i * size + i])).reduce((a, b) => a + b)) /
    size;
  const damped = matrix.map((value, i) => value + (i % (size + 1) === 0 ? damping : 0));
  const factor = inverseFactor(matrix, size);
  const u = (i: number, j: number) => (i <= j ? Number(factor[i * size + j]) : 0);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      let product = 0;
      for (let a = 0; a < size; a++)
        for (let k = 0; k < size; k++) product += u(k, i) * u(k, a) * Number(damped[a * size + j]);
      expect(product).toBeCloseTo(i === j ? 1 : 0, 8);
    }
});

describe('weights of 96 inputs and 8 outputs', () => {
  const [inputs, outputs] = [96, 8];
  const rows = inputsOf(400, inputs);
  const values = Float32Array.from({ length: inputs * outputs }, normal);
  const error = (rounded: Float32Array) =>
    rows.reduce((sum, row) => {
      for (let n = 0; n < outputs; n++) {
        let off = 0;
        for (let k = 0; k < inputs; k++)
          off += Number(row[k]) * (Number(values[k * outputs + n]) - Number(rounded[k * outputs + n]));
        sum += off ** 2;
      }
      return sum;
    }, 0);

  test('give outputs closer to the true ones than weights that are each rounded to the nearest', () => {
    const compensated = roundCompensated(values, inputs, productsOf(rows, inputs));
    const nearest = values.map((value, i) => {
      const start = Math.floor(i / outputs / 32) * 32 * outputs + (i % outputs);
      const scale = bestScale(values, { start, count: 32, stride: outputs });
      return scale * roundTo4(value, scale);
    });
    expect(error(valuesOf(compensated, outputs))).toBeLessThan(0.75 * error(nearest));
    expect(Math.min(...compensated.integers)).toBeGreaterThanOrEqual(-8);
    expect(Math.max(...compensated.integers)).toBeLessThanOrEqual(7);
    expect(Math.min(...compensated.multipliers)).toBeGreaterThan(0);
  });

  test('of inputs that are always 0 are rounded all the same', () => {
    const { integers } = roundCompensated(values, inputs, new Float64Array(inputs * inputs));
    expect(integers.some((integer) => integer !== 0)).toBe(true);
  });
});
