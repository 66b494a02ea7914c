import { describe, expect, test } from 'vitest';
import { createKernel, type Kernel } from '../../../../src/engine/workers/search/kernel.js';
import { ByteMatrix, FloatMatrix, type Matrix } from '../../../../src/engine/workers/search/matrix.js';
import { PlainMatrix } from '../../../../src/engine/workers/search/PlainMatrix.js';
import { compileSearch, readSearchModule } from '../../../../tools/build/search.mjs';

const kernel = async () => createKernel() as Kernel; // Node has SIMD

/** Numbers that look random, of length 1. */
function vectorOf(seed: number, dimensions: number): Float32Array {
  const values = Float32Array.from({ length: dimensions }, (_, i) =>
    Math.sin((seed + 1) * 127.1 + i * 311.7),
  );
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

const onlyFirst = (value: number) => Float32Array.from({ length: 16 }, (_, i) => (i === 0 ? value : 0));
const dot = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

const kinds: Record<string, (dimensions: number) => Promise<Matrix>> = {
  'in the kernel’s memory': async (dimensions) => new FloatMatrix(await kernel(), dimensions),
  'in plain loops': async (dimensions) => new PlainMatrix(dimensions),
};

describe.each(Object.entries(kinds))('a matrix of floats, %s', (_, create) => {
  test.each([1, 15, 16, 17, 384, 1_000, 4_096])('multiplies vectors of %d numbers', async (dimensions) => {
    const matrix = await create(dimensions);
    const rows = Array.from({ length: 40 }, (_, row) => vectorOf(row, dimensions));
    for (const [row, vector] of rows.entries()) matrix.set(row, vector);
    const query = vectorOf(7.5, dimensions);
    const out = new Float32Array(40);
    matrix.multiply(query, 0, 40, out);
    for (const [row, vector] of rows.entries()) expect(out[row]).toBeCloseTo(dot(query, vector), 5);
    expect(matrix.get(3)).toEqual(rows[3]);
  });

  test('grows, and writes only the products it is asked for', async () => {
    const matrix = await create(16);
    for (let row = 0; row < 40_000; row += 1) matrix.set(row, onlyFirst(row));
    const out = new Float32Array(40_000);
    matrix.multiply(onlyFirst(2), 16_000, 33_000, out);
    expect([out[15_999], out[16_000], out[16_384], out[32_999], out[33_000]]).toEqual([
      0, 32_000, 32_768, 65_998, 0,
    ]);
    expect(matrix.rows).toBe(40_000);
  });

  test('a row may be written again', async () => {
    const matrix = await create(3);
    matrix.set(0, Float32Array.of(1, 2, 3));
    matrix.set(0, Float32Array.of(4, 5, 6));
    expect([...matrix.get(0)]).toEqual([4, 5, 6]);
    expect(matrix.rows).toBe(1);
  });
});

test('a matrix of bytes multiplies nearly as well', async () => {
  const matrix = new ByteMatrix(await kernel(), 384);
  const rows = Array.from({ length: 3_000 }, (_, row) => vectorOf(row, 384));
  for (const [row, vector] of rows.entries()) matrix.set(row, vector);
  const query = vectorOf(7.5, 384);
  const out = new Float32Array(rows.length);
  matrix.multiply(query, 0, rows.length, out);
  for (const [row, vector] of rows.entries())
    expect(Math.abs((out[row] as number) - dot(query, vector))).toBeLessThan(0.003);
  matrix.set(0, new Float32Array(384));
  matrix.multiply(query, 0, 1, out);
  expect(out[0]).toBe(0);
});

test('the kernel is what its sources compile to, byte for byte (else: npm run build:search)', async () => {
  expect(Buffer.compare(await compileSearch(), readSearchModule())).toBe(0);
}, 60_000);
