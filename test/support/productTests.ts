import { describe, expect, test } from 'vitest';
import {
  chooseWasmVariant,
  type WasmVariant,
} from '../../src/engine/workers/embedding/runtimes/encoder/wasmVariants.js';
import { randomNumbers } from './bertReference.js';

const INPUTS = 96;
const OUTPUTS = 24;

/** What holds for a product of matrices as the encoder computes it. */
export function describeProduct(build: WasmVariant): void {
  describe(`the ${build} product of matrices`, () => {
    test.each([1, 2, 3, 4, 5, 6, 7, 11, 48])('is right for %i rows', async (rows) => {
      const random = randomNumbers(rows);
      const x = Float32Array.from({ length: rows * INPUTS }, () => Math.round(63.5 * (1 + random())));
      for (let row = 0; row < rows; row++) x.set([0, 127, 127], row * INPUTS); // so that 7 bits hold each number exactly
      const { found, expected } = await multiply(build, x, random);
      for (const [i, value] of expected.entries())
        expect(found[i]).toBeCloseTo(value, build === 'plain' ? -1 : 1);
    });

    test.each([0, 1, 50, 94, 95])('keeps the largest number of a row exact, at place %i', async (place) => {
      const random = randomNumbers(place);
      for (const outlier of [10_000, -10_000]) {
        const x = Float32Array.from({ length: INPUTS }, () => Math.round(63.5 * (1 + random())));
        x.set([0, 127], place > 50 ? 10 : 60);
        x[place] = outlier;
        const { found, expected } = await multiply(build, x, random);
        // Without it, a step of 7 bits would be 80, and errors some thousands.
        for (const [i, value] of expected.entries())
          expect(Math.abs((found[i] ?? 0) - value)).toBeLessThan(build === 'plain' ? 600 : 1);
      }
    });

    test('of zeros is the bias', async () => {
      const { found, bias } = await multiply(build, new Float32Array(INPUTS), randomNumbers(1));
      expect([...found]).toEqual(Array.from(bias, (value) => expect.closeTo(value, 6)));
    });

    test('of a row that is all one number is right', async () => {
      const { found, expected } = await multiply(build, new Float32Array(INPUTS).fill(-3), randomNumbers(2));
      for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 1);
    });
  });
}

/** The product of rows with random int8 weights, and what it must be. */
async function multiply(build: WasmVariant, x: Float32Array, random: () => number) {
  const { instance } = await chooseWasmVariant(build);
  const { wasm, put, floats } = instance;
  const rows = x.length / INPUTS;
  const weights = Int8Array.from({ length: INPUTS * OUTPUTS }, () => Math.round(127 * random()));
  const bias = Float32Array.from({ length: OUTPUTS }, () => Math.round(100 * random()));
  const matrix = wasm.createMatrix(INPUTS, OUTPUTS);
  const index = put(Int32Array.from({ length: INPUTS }, (_, i) => i));
  const source = put(new Uint8Array(weights.buffer));
  const scales = put(new Float32Array(OUTPUTS).fill(1));
  const zeroPoints = put(new Int32Array(OUTPUTS));
  wasm.fillMatrix(
    matrix,
    source,
    0,
    INPUTS,
    OUTPUTS,
    OUTPUTS,
    1,
    scales,
    zeroPoints,
    put(bias),
    index,
    index,
  );
  wasm.sealMatrix(matrix);
  const input = put(x);
  const out = wasm.allocate(rows * OUTPUTS * 4);
  wasm.product(input, rows, matrix, out);
  const expected = Array.from({ length: rows * OUTPUTS }, (_, i) => {
    const [row, n] = [Math.floor(i / OUTPUTS), i % OUTPUTS];
    let sum = Number(bias[n]);
    for (let k = 0; k < INPUTS; k++) sum += Number(x[row * INPUTS + k]) * Number(weights[k * OUTPUTS + n]);
    return sum;
  });
  return { found: floats(out, rows * OUTPUTS).slice(), expected, bias };
}
