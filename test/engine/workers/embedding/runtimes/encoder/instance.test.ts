import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compileEncoder, readModules } from '../../../../../../tools/build/encoder.mjs';

const committed = readModules();

test.each(['relaxed', 'plain'] as const)(
  'the %s module is what its sources compile to, byte for byte (else: npm run build:encoder)',
  async (name) => {
    expect(Buffer.compare(await compileEncoder(name), committed[name])).toBe(0);
  },
  60_000,
);

test('both modules together are small', () => {
  const modules = Object.values(committed);
  const brotli = modules.map((module) => brotliCompressSync(module).length);
  expect(modules.reduce((total, { length }) => total + length, 0)).toBeLessThanOrEqual(60_000);
  expect(brotli.reduce((a, b) => a + b)).toBeLessThanOrEqual(12_100);
});

test('they ask nothing of JavaScript but to be called', async () => {
  for (const module of Object.values(committed)) {
    if (!WebAssembly.validate(new Uint8Array(module))) continue; // relaxed SIMD, in Node 20
    expect(WebAssembly.Module.imports(new WebAssembly.Module(new Uint8Array(module)))).toEqual([]);
  }
});
