import { expect, test } from 'vitest';
import { hash53, hashTexts } from '../../../src/engine/utils/hash53.js';

test('a hash is a whole number of 53 bits, the same for equal texts', () => {
  for (const text of ['', 'a', 'Ünïcödé 犬 😀', 'lone \ud800 half', 'x'.repeat(10_000)]) {
    const hash = hash53(text);
    expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true);
    expect(hash53(`${text}`)).toBe(hash);
  }
});

test('of 300,000 like texts no two have the same', () => {
  const texts = Array.from({ length: 100_000 }, (_, i) => [`note ${i}`, `${i}`, `${i} `]).flat();
  expect(new Set(texts.map((text) => hash53(text))).size).toBe(texts.length);
});

test('lists that differ, if only in where a text ends, have different fingerprints', () => {
  const lists = [
    [],
    [''],
    ['', ''],
    ['ab', 'c'],
    ['a', 'bc'],
    ['abc'],
    ['1:a'],
    ['a', 'b', 'c'],
    ['c', 'b', 'a'],
  ];
  const prints = lists.map(hashTexts);
  expect(new Set(prints).size).toBe(lists.length);
  for (const print of prints) expect(print).toMatch(/^[0-9a-z]{1,11}-[0-9a-z]{1,11}$/);
  expect(hashTexts(['ab', 'c'])).toBe(prints[3]);
});
