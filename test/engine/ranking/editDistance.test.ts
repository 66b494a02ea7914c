import { describe, expect, test } from 'vitest';
import { editDistanceFrom, MAX_EDIT_LENGTH } from '../../../src/engine/ranking/editDistance.js';
import { randomNumbers } from '../../../tools/random.mjs';

/** The table as textbooks have it: optimal string alignment. @returns the distance to each beginning of `other` */
function distances(word: string, other: string): number[] {
  const table = Array.from({ length: word.length + 1 }, (_, i) =>
    Array.from({ length: other.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => table[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= word.length; i += 1)
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = word[i - 1] === other[j - 1];
      const isSwapped = word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1];
      (table[i] as number[])[j] = Math.min(
        at(i - 1, j - 1) + (isSame ? 0 : 1),
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        isSwapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  return table[word.length] as number[];
}

const random = randomNumbers(3);
const wordOf = (length: number, letters: string) =>
  Array.from({ length }, () => letters[random(letters.length)]).join('');

describe('the distance of two words', () => {
  test.each(['ab', 'abcdé', 'абвг'])('is that of the table, for words of the letters %s', (letters) => {
    for (let i = 0; i < 600; i += 1) {
      const word = wordOf(1 + random(MAX_EDIT_LENGTH), letters);
      const other = wordOf(random(12) < 6 ? word.length : random(40), letters);
      const table = distances(word, other);
      for (const most of [1, 2]) {
        const whole = table.at(-1) as number;
        const found = editDistanceFrom(word)(other, most, false);
        expect(found <= most ? found : 'more', `${word} ${other}`).toBe(whole <= most ? whole : 'more');
        const best = Math.min(...table);
        const asPrefix = editDistanceFrom(word)(other, most, true);
        expect(asPrefix <= most ? asPrefix : 'more', `${word} ${other}…`).toBe(best <= most ? best : 'more');
      }
    }
  });

  test.each([
    ['wait', 'want', 1],
    ['wait', 'wiat', 1],
    ['cylinder', 'cilindder', 2],
  ])('%s is %s in so many edits: %i', (word, other, edits) => {
    expect(editDistanceFrom(word)(other, 2, false)).toBe(edits);
  });
});
