import { expect, test } from 'vitest';
import { mergeHits } from '../../../src/hooks/combobox/mergeHits.js';

const rows = (ids: string) => [...ids].map((id) => ({ id, score: 0 }));
const merged = (shown: string, answer: string, active: string | undefined) =>
  mergeHits(rows(shown), rows(answer), active)
    .map(({ id }) => id)
    .join('');

test.each([
  ['nobody is on a row: the answer is all there is', 'abc', 'cba', undefined, 'cba'],
  ['the row is not shown', 'abc', 'cba', 'x', 'cba'],
  ['on the first row: it stays, and the rest follows', 'abc', 'cba', 'a', 'acb'],
  ['on the second: what is above stays too', 'abcd', 'dcba', 'b', 'abdc'],
  ['on the last: all stay', 'abc', 'cba', 'c', 'abc'],
  ['new rows come in below', 'abc', 'xaybz', 'a', 'axybz'],
  ['the answer has lost the row: it stays all the same', 'abc', 'xyz', 'b', 'abx'],
  ['the answer has nothing: what is below goes', 'abc', '', 'b', 'ab'],
])('%s', (_, shown, answer, active, expected) => {
  expect(merged(shown, answer, active)).toBe(expected);
});
