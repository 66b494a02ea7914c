import { expect, test } from 'vitest';
import { hashVector } from '../../../../src/engine/backends/hash/hashBackend.js';
import { readShared } from '../../../support/references.js';

interface HashReference {
  readonly tolerance: number;
  readonly cases: readonly { readonly text: string; readonly first32: readonly number[] }[];
}

const reference = readShared<HashReference>('refs/hash-embedding-v1.json');

test.skipIf(!reference)('hash vectors are those of the first version (needs ../shared/refs)', async () => {
  for (const { text, first32 } of reference?.cases ?? []) {
    const vector = await hashVector(text);
    expect(vector).toHaveLength(384);
    for (const [i, value] of vector.entries()) expect(value).toBeCloseTo(first32[i % 32] as number, 6);
  }
});

test('a hash vector follows from the SHA-256 of the text', async () => {
  // printf hello | sha256sum
  const digest = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
  const bytes = digest.match(/../g)?.map((hex) => Number.parseInt(hex, 16)) ?? [];
  const values = Array.from({ length: 384 }, (_, i) => ((bytes[i % 32] as number) - 128) / 128);
  const length = Math.hypot(...values);
  expect([...(await hashVector('hello'))]).toEqual(values.map((value) => expect.closeTo(value / length, 6)));
});

test('hash vectors have length 1, also of an empty text, lone surrogates and a megabyte', async () => {
  for (const text of ['', ' ', '\ud800', '\udc00x', 'é', 'x'.repeat(1_000_000)]) {
    expect(Math.hypot(...(await hashVector(text)))).toBeCloseTo(1, 5);
  }
});

test('a lone surrogate hashes as U+FFFD', async () => {
  expect(await hashVector('a\ud800b')).toEqual(await hashVector('a\ufffdb'));
});
