import { describe, expect, test } from 'vitest';
import { editDistanceFrom, MAX_EDIT_LENGTH } from '../../../src/engine/ranking/editDistance.js';
import { randomNumbers } from '../../../tools/random.mjs';
import { editTable } from '../../support/editTable.js';

const random = randomNumbers(3);
const wordOf = (length: number, letters: string) =>
  Array.from({ length }, () => letters[random(letters.length)]).join('');

describe('the distance of two words', () => {
  test.each(['ab', 'abcdé', 'абвг'])('is that of the table, for words of the letters %s', (letters) => {
    for (let i = 0; i < 600; i += 1) {
      const word = wordOf(1 + random(MAX_EDIT_LENGTH), letters);
      const other = wordOf(random(12) < 6 ? word.length : random(40), letters);
      const table = editTable(word, other);
      for (const most of [1, 2]) {
        const whole = table.at(-1) as number;
        const found = editDistanceFrom(word)(other, most);
        expect(found <= most ? found : 'more', `${word} ${other}`).toBe(whole <= most ? whole : 'more');
      }
    }
  });

  test.each([
    ['wait', 'want', 1],
    ['wait', 'wiat', 1],
    ['cylinder', 'cilindder', 2],
  ])('%s is %s in so many edits: %i', (word, other, edits) => {
    expect(editDistanceFrom(word)(other, 2)).toBe(edits);
  });
});
