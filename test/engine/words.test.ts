import { expect, test } from 'vitest';
import { searchWords } from '../../src/engine/index.js';

const texts = ['Café opening hours', 'Cats and dogs', 'The cat sleeps', 'Nothing here'];

test('texts are ranked by the share of the words they hold', () => {
  expect(searchWords('cat sleeps', texts)).toEqual([
    { index: 2, score: 1 },
    { index: 1, score: 0.5 },
  ]);
});

test('case and accents do not matter, and the beginning of a word is enough', () => {
  expect(searchWords('CAFE open', texts)).toEqual([{ index: 0, score: 1 }]);
});

test('nothing is found for a query without words, or with words that no text holds', () => {
  expect(searchWords(' … ', texts)).toEqual([]);
  expect(searchWords('zebra', texts)).toEqual([]);
});

test('no more than the limit is found', () => {
  expect(searchWords('cat', texts, 1)).toEqual([{ index: 1, score: 1 }]);
});
