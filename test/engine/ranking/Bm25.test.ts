import { describe, expect, test } from 'vitest';
import { Bm25 } from '../../../src/engine/ranking/Bm25.js';
import { matchOffsets } from '../../../src/engine/ranking/matchOffsets.js';
import { queryTerms } from '../../../src/engine/ranking/queryTerms.js';

const TEXTS = [
  'The cat sat on the mat',
  'A cat and a dog',
  'Dogs chase cats; cats flee',
  'Nothing of the kind',
  'cat cat cat cat',
];

function indexOf(texts: readonly string[]): Bm25 {
  const index = new Bm25();
  for (const [document, text] of texts.entries()) index.add(document, text);
  return index;
}

function search(index: Bm25, query: string, prefix = false, size = TEXTS.length): number[] {
  const scores = new Float32Array(size);
  index.addScores(queryTerms(query, prefix), scores);
  return [...scores];
}

/** BM25 as its authors write it down, word by word. */
function expected(texts: readonly string[], query: string): number[] {
  const words = (text: string): string[] => text.toLowerCase().match(/\w+/g) ?? [];
  const documents = texts.map(words);
  const average = documents.flat().length / documents.length;
  return documents.map((document) => {
    let score = 0;
    for (const word of new Set(words(query))) {
      const containing = documents.filter((other) => other.includes(word)).length;
      const times = document.filter((other) => other === word).length;
      const idf = Math.log(1 + (documents.length - containing + 0.5) / (containing + 0.5));
      score += (idf * times * 2.2) / (times + 1.2 * (0.25 + (0.75 * document.length) / average));
    }
    return score;
  });
}

test.each(['cat', 'the cat', 'cat cat', 'dog mat', 'unknown', ''])(
  'scores for %j are those of the formula',
  (query) => {
    const scores = expected(TEXTS, query);
    expect(search(indexOf(TEXTS), query)).toEqual(scores.map((score) => expect.closeTo(score, 5)));
  },
);

test('a document that was removed, or replaced, leaves no trace', () => {
  const index = indexOf([...TEXTS, 'a cat too many', 'another']);
  index.remove([5]);
  index.remove([6, 99]);
  index.remove([0]);
  index.add(0, 'Cats again');
  const now = ['Cats again', ...TEXTS.slice(1)];
  for (const query of ['cat', 'the', 'cats again', 'many'])
    expect(search(index, query)).toEqual(expected(now, query).map((score) => expect.closeTo(score, 5)));
});

describe('the last word of a query', () => {
  test('finds what begins with it while it is typed, and the word itself above all', () => {
    const scores = search(indexOf(['cat', 'cats', 'catalog', 'dog']), 'cat', true, 4);
    expect(scores[0]).toBeGreaterThan(scores[1] as number);
    expect(scores[1]).toBeGreaterThan(scores[2] as number);
    expect(scores[2]).toBeGreaterThan(0);
    expect(scores[3]).toBe(0);
  });

  test('is whole when something stands behind it, or nothing is typed', () => {
    const index = indexOf(['cat', 'cats']);
    expect(search(index, 'cat ', true, 2)[1]).toBe(0);
    expect(search(index, 'cat', false, 2)[1]).toBe(0);
  });

  test('may be so short that many words begin with it', () => {
    const texts = Array.from({ length: 3_000 }, (_, i) => `c${i}`);
    expect(search(indexOf(texts), 'c', true, 3_000).filter((score) => score > 0)).toHaveLength(50);
  });
});

test('the offsets of words that match are told, as they stand in the text', () => {
  const text = 'Crème for the CATS';
  const offsets = matchOffsets(text, queryTerms('creme cat', true));
  expect(offsets.map(([start, end]) => text.slice(start, end))).toEqual(['Crème', 'CATS']);
});

test('ten thousand documents of one word are ten thousand scores', () => {
  const texts = Array.from({ length: 10_000 }, () => 'same');
  const scores = search(indexOf(texts), 'same', false, 10_000);
  expect(new Set(scores).size).toBe(1);
});
