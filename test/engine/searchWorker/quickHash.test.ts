import { expect, test } from 'vitest';
import { quickHash } from '../../../src/engine/searchWorker/quickHash.js';

test('a hash is a whole number of 53 bits, the same for equal texts', () => {
  for (const text of ['', 'a', 'Ünïcödé 犬 😀', 'lone \ud800 half', 'x'.repeat(10_000)]) {
    const hash = quickHash(text);
    expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true);
    expect(quickHash(`${text}`)).toBe(hash);
  }
});

test('of 300,000 like texts no two have the same', () => {
  const texts = Array.from({ length: 100_000 }, (_, i) => [`note ${i}`, `${i}`, `${i} `]).flat();
  expect(new Set(texts.map(quickHash)).size).toBe(texts.length);
});
