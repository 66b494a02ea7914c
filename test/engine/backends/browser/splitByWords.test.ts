import { expect, test } from 'vitest';
import { splitByWords } from '../../../../src/engine/backends/browser/splitByWords.js';
import { hostileTexts, processorSeconds } from '../../../fuzz/hostileTexts.mjs';

/** A token for each word, and two around every text. */
const count = (text: string) => 2 + (text.match(/\p{L}+/gu)?.length ?? 0);
const split = (text: string, maxTokens: number, overlap = 0) =>
  splitByWords(text, { maxTokens, overlap, count }).map(({ start, end, tokens }) => [
    text.slice(start, end),
    tokens,
  ]);

test('a text that fits is one passage', () => {
  expect(split('one two three', 5)).toEqual([['one two three', 5]]);
});

test('passages are as long as may be, and together the text', () => {
  expect(split('one two three four five', 4)).toEqual([
    ['one two ', 4],
    ['three four ', 4],
    ['five', 3],
  ]);
});

test('they repeat what they are to repeat', () => {
  expect(split('one two three four five', 5, 1).map(([passage]) => String(passage).trim())).toEqual([
    'one two three',
    'three four five',
  ]);
});

test.each(['', '   ', '\n'])('%j has no passages', (text) => {
  expect(split(text, 4)).toEqual([]);
});

test('it goes on however little fits', () => {
  expect(split('one two', 1, 1).map(([passage]) => String(passage).trim())).toEqual(['one', 'two']);
});

test('languages without spaces are split, too', () => {
  const text = '猫は毎日よく寝ます。'.repeat(20);
  const passages = splitByWords(text, { maxTokens: 20, overlap: 0, count: (part) => 2 + part.length });
  expect(passages.length).toBeGreaterThan(8);
  expect(passages.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
  for (const { tokens } of passages) expect(tokens).toBeLessThanOrEqual(20);
});

test.each(Object.entries(hostileTexts(30_000)))('%s take no time that grows with its square', (_, text) => {
  const options = { maxTokens: 512, overlap: 32, count: (part: string) => 2 + part.length };
  expect(processorSeconds(() => splitByWords(text, options))).toBeLessThan(1);
});
