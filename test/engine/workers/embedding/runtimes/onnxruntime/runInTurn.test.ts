import * as ort from 'onnxruntime-web/wasm';
import { expect, test } from 'vitest';
import { createProducts } from '../../../../../../src/node/convert/products.js';

// Tested with products of matrices, each kind in a session of its own.

test('runs of several sessions at a time each give their own output', async () => {
  ort.env.wasm.numThreads = 1;
  const products = await Promise.all(Array.from({ length: 5 }, createProducts));
  const rounds = Array.from({ length: 50 }, (_, round) => round);
  const found = await Promise.all(
    products.map(async ({ multiply }, factor) => {
      const values: number[] = [];
      for (const round of rounds) {
        for (let turn = (round * (factor + 1)) % 7; turn > 0; turn--) await null; // each at a time of its own
        values.push(...(await multiply(Float32Array.of(factor), Float32Array.of(round), 1)));
      }
      return values;
    }),
  );
  expect(found).toEqual(products.map((_, factor) => rounds.map((round) => factor * round)));
});

test('a run that fails is told to whoever asked for it, and the next one runs', async () => {
  const { multiply, transposed } = await createProducts();
  const wrong = transposed(Float32Array.of(1, 2), Float32Array.of(1, 2, 3), 1); // of 2 rows and of 3
  const right = multiply(Float32Array.of(3), Float32Array.of(4), 1);
  await expect(wrong).rejects.toThrow('Gemm');
  expect(await right).toEqual(Float32Array.of(12));
});
