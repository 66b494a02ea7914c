import { describe, expect, test } from 'vitest';
import { countsOf } from '../../../src/engine/ranking/Bm25.js';
import { GONE } from '../../../src/engine/ranking/DocumentSlots.js';
import { PostingLists } from '../../../src/engine/ranking/PostingLists.js';
import { PostingScores } from '../../../src/engine/ranking/PostingScores.js';
import { exportWords } from '../../../src/engine/ranking/wordIndex.js';
import { randomNumbers } from '../../../tools/random.mjs';

const RULE = { k1: 1.2, b: 0.75 };
const textOf = (document: number) =>
  `note ${document % 7} ${document % 3 === 0 ? 'third' : 'other'} own${document}`;

function listsOf(documents: readonly number[]): PostingLists {
  const lists = new PostingLists(RULE);
  for (const document of documents) lists.add(document, countsOf(textOf(document)));
  return lists;
}
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

/** The documents that have a word, by their scores. */
function found(lists: PostingLists, term: string, size: number): number[] {
  const scores = new Float32Array(size);
  new PostingScores(lists).addScores(term, 1, scores);
  return numbers(size).filter((document) => (scores[document] as number) > 0);
}

describe('documents that are removed', () => {
  test('are found, counted and written no more, before and after they are swept out', () => {
    const lists = listsOf(numbers(90));
    lists.remove(numbers(90).filter((document) => document % 2 === 0));
    const odd = numbers(90).filter((document) => document % 2 === 1);
    for (const isSwept of [false, true]) {
      if (isSwept) while (lists.sweep(50)) expect(found(lists, 'note', 90)).toEqual(odd);
      expect([lists.documents, lists.averageLength]).toEqual([45, 4]);
      expect([
        lists.documentFrequency('note'),
        lists.documentFrequency('third'),
        lists.documentFrequency('own4'),
      ]).toEqual([45, 15, 0]);
      expect(found(lists, 'note', 90)).toEqual(odd);
      expect(exportWords(lists, odd)).toEqual(exportWords(listsOf(odd), odd));
    }
    expect(lists.words).toEqual(listsOf(odd).words);
    expect(lists.sweep(50)).toBe(false);
  });

  test('leave their places to others only once no list names them', () => {
    const lists = listsOf(numbers(3_000));
    lists.remove(numbers(500));
    expect(lists.sweep(1)).toBe(true); // it has begun
    lists.remove([2_999]);
    lists.add(7, countsOf('new'));
    while (lists.sweep(1_000));
    lists.add(8, countsOf('newer'));
    expect(found(lists, 'note', 3_000)).toEqual(numbers(2_999).slice(500));
    expect([found(lists, 'new', 3_000), found(lists, 'newer', 3_000)]).toEqual([[7], [8]]);
  });

  test('and put again, renumbered, swept in any order, leave what a fresh index has', () => {
    const random = randomNumbers(5);
    const lists = new PostingLists(RULE);
    let live = new Set<number>();
    for (let round = 0; round < 400; round += 1) {
      const some = Array.from({ length: 30 }, () => random(200));
      if (random(2) === 0) lists.remove(some);
      for (const document of some) {
        live.delete(document);
        if (random(3) === 0) continue;
        lists.remove([document]);
        lists.add(document, countsOf(textOf(document)));
        live.add(document);
      }
      for (const document of some) if (!live.has(document)) lists.remove([document]);
      lists.sweep(random(300));
      if (round === 200) {
        lists.renumber(Int32Array.from(numbers(200), (document) => (live.has(document) ? document : GONE)));
        live = new Set(live);
      }
      const sorted = [...live].sort((a, b) => a - b);
      expect(exportWords(lists, sorted)).toEqual(exportWords(listsOf(sorted), sorted));
      expect(found(lists, 'third', 200)).toEqual(sorted.filter((document) => document % 3 === 0));
    }
  });

  test('are forgotten at once when nothing is left, and when they are most of all', () => {
    const lists = listsOf(numbers(5_000));
    lists.remove(numbers(4_990));
    expect(lists.words).toEqual(listsOf(numbers(5_000).slice(4_990)).words);
    lists.remove(numbers(5_000));
    expect([lists.documents, lists.words, lists.sweep(1)]).toEqual([0, [], false]);
    lists.add(1, countsOf('again'));
    expect(found(lists, 'again', 2)).toEqual([1]);
  });

  test('are taken out in parts when they have many words: all at once would hold a search up', () => {
    const lists = new PostingLists(RULE);
    const words = numbers(120).map((word) => `word${word}`);
    for (const document of numbers(4_000))
      lists.add(document, countsOf([...words, `own${document}`].join(' ')));
    lists.remove(numbers(3_990));
    expect(lists.sweep(1)).toBe(true);
    const left = numbers(4_000).slice(3_990);
    expect(found(lists, 'word119', 4_000)).toEqual(left);
    while (lists.sweep(50_000));
    expect(found(lists, 'word119', 4_000)).toEqual(left);
    expect(lists.words).toHaveLength(words.length + left.length);
  });
});
