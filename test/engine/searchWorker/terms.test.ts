import { expect, test } from 'vitest';
import { randomNumbers } from '../../../scripts/random.mjs';
import { fold, termsOf } from '../../../src/engine/searchWorker/terms.js';

const words = (text: string) => termsOf(text).map(({ term }) => term);

test.each([
  ['Hello, world!', ['hello', 'world']],
  ['a_b c-d e.f 3.14', ['a', 'b', 'c', 'd', 'e', 'f', '3', '14']],
  ['Crème BRÛLÉE, Ångström', ['creme', 'brulee', 'angstrom']],
  ['ﬁne Ⅷ ＡＢ', ['fine', 'viii', 'ab']],
  ['हिन्दी भाषा', ['हिन्दी', 'भाषा']],
  ['Привет, МИР ё', ['привет', 'мир', 'е']],
  ['', []],
  [' \n\t…—', []],
])('the words of %j are %j', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

test('words are found where there are no spaces', () => {
  expect(words('我爱北京天安门').length).toBeGreaterThan(2);
  expect(words('ภาษาไทยง่าย').length).toBeGreaterThan(1);
  expect(words('が')).toEqual(['が']);
});

test('each word tells where it stands', () => {
  const text = 'Déjà vu — 北京!';
  for (const { start, end } of termsOf(text))
    expect(text.slice(start, end)).toMatch(/^(Déjà|vu|北京|北|京)$/);
});

test('words are runs of letters and digits with their marks, whatever stands between them', () => {
  const random = randomNumbers(3);
  const characters = [
    ...'abcXYZ019 _-.,\n',
    'é',
    'e\u0301',
    '\u0301',
    'ﬁ',
    '\ud83d\ude00',
    '\ud800',
    '𝐀',
    'ß',
    'İ',
    'Ⅷ',
    'ё',
  ];
  for (let i = 0; i < 3_000; i += 1) {
    const text = Array.from({ length: random(14) }, () => characters[random(characters.length)]).join('');
    const expected = Array.from(text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu), ({ 0: word, index }) => ({
      term: fold(word),
      start: index,
      end: index + word.length,
    }));
    expect(termsOf(text)).toEqual(expected);
  }
});
