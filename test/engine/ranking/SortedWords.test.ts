import { expect, test } from 'vitest';
import { SortedWords } from '../../../src/engine/ranking/SortedWords.js';
import { randomNumbers } from '../../../tools/random.mjs';
import { editTable } from '../../support/editTable.js';

const random = randomNumbers(4);
const wordOf = (length: number, letters: string) =>
  Array.from({ length }, () => letters[random(letters.length)]).join('');

test('words that come and go are sorted, each once, whenever somebody looks', () => {
  const words = new SortedWords();
  const live = new Set<string>();
  for (let round = 0; round < 500; round += 1) {
    const word = wordOf(1 + random(3), 'abc');
    if (live.delete(word)) words.remove(word);
    else {
      live.add(word);
      words.add(word);
    }
    if (random(4) > 0) continue;
    expect(words.all).toEqual([...live].sort());
    expect([...words.startingWith('ab')]).toEqual([...live].sort().filter((word) => word.startsWith('ab')));
  }
  words.clear();
  expect(words.all).toEqual([]);
});

test.each(['ab', 'abcdé', 'абвг'])(
  'words whose beginnings are near are those of the table, for words of the letters %s',
  (letters) => {
    const all = new Set(Array.from({ length: 400 }, () => wordOf(1 + random(14), letters)));
    const words = new SortedWords();
    for (const word of all) words.add(word);
    for (let i = 0; i < 20; i += 1) {
      const word = wordOf(4 + random(8), letters);
      for (const most of [1, 2]) {
        const wanted = [...all].sort().flatMap((other) => {
          const distance = Math.min(...editTable(word, other));
          return distance <= most ? { word: other, distance } : [];
        });
        expect(words.nearBeginnings(word, most), `${word}… ${most}`).toEqual(wanted);
      }
    }
  },
);
