import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { numbersOf } from '../../../../../../src/engine/workers/embedding/formats/numbers.js';
import { readBert } from '../../../../../../src/engine/workers/embedding/formats/readBert.js';
import type { Blocks, Tensor } from '../../../../../../src/engine/workers/embedding/formats/types.js';
import { instantiate } from '../../../../../../src/engine/workers/embedding/runtimes/encoder/instance.js';
import { widenMatrix } from '../../../../../../src/engine/workers/embedding/runtimes/encoder/widen.js';
import { randomFourBits } from '../../../../../support/fourBits.js';

/** What the encoder makes of a matrix. */
async function widened(tensor: Tensor, blocks: Blocks) {
  const instance = await instantiate('plain');
  const before = instance.wasm.mark();
  const [rows = 0, columns = 0] = tensor.shape;
  const { values, scales } = widenMatrix(instance, tensor, blocks);
  const found = {
    integers: new Int8Array(instance.bytes(values, rows * columns).slice().buffer),
    scales: instance.floats(scales, blocks.byColumn ? columns : rows).slice(),
  };
  instance.wasm.release(before);
  return found;
}

/** The same in float64: a scale of each column or row takes 8 to 127, and products with it are rounded half up. */
function expected({ shape, bytes }: Tensor, { size, byColumn, scales, factor }: Blocks) {
  const [rows = 0, columns = 0] = shape;
  const perRow = byColumn ? columns : Math.ceil(columns / size);
  const own = Float32Array.from(numbersOf(scales), (scale) => scale * factor);
  const outer = new Float32Array(byColumn ? columns : rows);
  const outerOf = (block: number) => (byColumn ? block % columns : Math.floor(block / perRow));
  for (const [i, scale] of own.entries())
    outer[outerOf(i)] = Math.max(outer[outerOf(i)] ?? 0, Math.abs(scale) * (8 / 127));
  const factors = own.map((scale, i) => scale / (outer[outerOf(i)] ?? 0));
  const integers = new Int8Array(rows * columns);
  for (let row = 0, i = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, i++) {
      const block = byColumn
        ? Math.floor(row / size) * columns + column
        : row * perRow + Math.floor(column / size);
      const integer = ((bytes[i >> 1] as number) << (i & 1 ? 24 : 28)) >> 28;
      integers[i] = Math.floor(integer * (factors[block] as number) + 0.5);
    }
  return { integers, scales: outer };
}

/** `toEqual` takes seconds for millions of numbers. */
const isSame = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  a.length === b.length && Array.prototype.every.call(a, (value, i) => value === b[i]);

// Groups of 16 are widened at once: sizes that are made of them, and that are not; blocks that do not fill a row or column; and
// more rows than one call takes.
describe.each([
  { byColumn: false, shape: [5, 64], size: 32 },
  { byColumn: false, shape: [4, 96], size: 64 },
  { byColumn: false, shape: [3, 96], size: 128 },
  { byColumn: false, shape: [3, 64], size: 16 },
  { byColumn: false, shape: [3, 10], size: 4 },
  { byColumn: false, shape: [4, 7], size: 3 },
  { byColumn: false, shape: [515, 7], size: 3 },
  { byColumn: true, shape: [64, 96], size: 32 },
  { byColumn: true, shape: [70, 32], size: 32 },
  { byColumn: true, shape: [9, 32], size: 4 },
  { byColumn: true, shape: [9, 6], size: 4 },
  { byColumn: true, shape: [70, 6], size: 4 },
  { byColumn: true, shape: [6, 5], size: 2 },
] as const)('a matrix of $shape in blocks of $size, along columns: $byColumn', ({ shape, ...form }) => {
  test('has the integers and scales of plain arithmetic', async () => {
    for (let seed = 0; seed < 4; seed++) {
      const { tensor, blocks } = randomFourBits(shape, form, seed);
      expect(await widened(tensor, blocks)).toEqual(expected(tensor, blocks));
    }
  });

  test('has numbers that are at most half a step from those of the file', async () => {
    const { tensor, blocks, integers, scales } = randomFourBits(shape, form);
    const found = await widened(tensor, blocks);
    const [, columns] = shape;
    for (const [i, integer] of integers.entries()) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      const block = form.byColumn
        ? Math.floor(row / form.size) * columns + column
        : row * Math.ceil(columns / form.size) + Math.floor(column / form.size);
      const step = found.scales[form.byColumn ? column : row] ?? 0;
      const value = (found.integers[i] ?? 0) * step;
      expect(Math.abs(value - integer * (scales[block] ?? 0))).toBeLessThanOrEqual(step * 0.5001);
    }
  });
});

describe('weights of 4 bits', () => {
  const { tensor, blocks } = randomFourBits([2, 4], { size: 2, byColumn: false });
  const withScales = (...scales: number[]): Blocks => ({
    ...blocks,
    scales: { ...blocks.scales, bytes: new Uint8Array(Float32Array.from(scales).buffer) },
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('with a scale of %s are a broken file', async (scale) => {
    await expect(widened(tensor, withScales(scale, 1, 1, 1))).rejects.toMatchObject({
      code: 'model-load-failed',
      message: expect.stringMatching(/scales that are no positive numbers/),
    });
  });

  test('of which a row has only scales of 0 are a broken file', async () => {
    await expect(widened(tensor, withScales(0, 0, 1, 1))).rejects.toThrow(
      /scales that are no positive numbers/,
    );
  });
});

test('all weights of MiniLM in 4 bits become the integers of plain arithmetic', async () => {
  const read = readBert(new Uint8Array(readFileSync('models/all-MiniLM-L6-v2/onnx/model_q4.onnx')));
  if ('foreign' in read) throw new Error(read.foreign);
  const { words, layers } = read.weights;
  const parts = layers.flatMap((layer) => Object.values(layer)).filter((part) => part.blocks);
  const matrices = [{ weight: words.values, blocks: words.blocks }, ...parts];
  for (const { weight, blocks } of matrices) {
    const [found, wanted] = [await widened(weight, blocks), expected(weight, blocks)];
    expect(isSame(found.scales, wanted.scales), weight.name).toBe(true);
    expect(isSame(found.integers, wanted.integers), weight.name).toBe(true);
  }
});
