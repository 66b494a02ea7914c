import { expect, test } from 'vitest';
import { termsOf } from '../../../src/engine/searchWorker/terms.js';

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
