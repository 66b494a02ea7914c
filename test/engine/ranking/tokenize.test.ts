import { expect, test } from 'vitest';
import { fold } from '../../../src/engine/ranking/fold.js';
import { matchOffsets } from '../../../src/engine/ranking/matchOffsets.js';
import { queryTerms } from '../../../src/engine/ranking/queryTerms.js';
import { type Term, termsOf } from '../../../src/engine/ranking/tokenize.js';
import { randomNumbers } from '../../../tools/random.mjs';

const words = (text: string) => termsOf(text).map(({ term }) => term);

test.each([
  ['Hello, world!', ['hello', 'world']],
  ['a_b c-d e.f 3.14', ['a', 'b', 'c', 'd', 'cd', 'e', 'f', 'ef', '3', '14']],
  ['Crème BRÛLÉE, Ångström', ['creme', 'brulee', 'angstrom']],
  ['ﬁne Ⅷ ＡＢ', ['fine', 'viii', 'ab']],
  ['हिन्दी भाषा', ['हिन्दी', 'भाषा']],
  ['Привет, МИР ё', ['привет', 'мир', 'е']],
  ['', []],
  [' \n\t…—', []],
])('the words of %j are %j', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

const unseen = {
  'a soft hyphen': '\u00ad',
  'a space of no width': '\u200b',
  'a word joiner': '\u2060',
  'a non-joiner': '\u200c',
  'a joiner': '\u200d',
  'a mark of direction': '\u200f',
  'a byte order mark': '\ufeff',
  'a grapheme joiner': '\u034f',
  'a variation selector': '\ufe0f',
};

test.each(Object.entries(unseen))(
  '%s inside of a word does not count, and its place stays',
  (_, character) => {
    const hyphenated = ['Ge', 'samt', 'kon', 'zept'].join(character);
    const text = `Das ${hyphenated} (${character}é${character}${character}Été${character})`;
    const offsets = matchOffsets(text, queryTerms('gesamtkonzept', false));
    expect(offsets.map(([start, end]) => text.slice(start, end))).toEqual([hyphenated]);
    expect(words(hyphenated)).toEqual(['gesamtkonzept']);
    expect(words(text)).toEqual(['das', 'gesamtkonzept', 'eete']);
    expect(queryTerms(`gesamt${character}`, true)).toEqual([{ term: 'gesamt', isPrefix: true }]);
  },
);

test.each([
  ['German', 'Straße', ['strasse', 'STRASSE', 'STRAẞE', 'Strasse']],
  ['Polish', 'Łódź', ['lodz', 'ŁÓDŹ']],
  ['Danish', 'Søren', ['soren', 'SØREN']],
  ['Danish', 'Ærø', ['aero', 'ÆRØ', 'Aerø']],
  ['French', 'œuvre', ['oeuvre', 'ŒUVRE']],
  ['Icelandic', 'Þór', ['thor', 'ÞÓR']],
  ['Icelandic', 'Sauðárkrókur', ['saudarkrokur']],
  ['Croatian', 'Đakovo', ['dakovo']],
  ['Maltese', 'Ħamrun', ['hamrun']],
  ['Turkish', 'ısı', ['ISI', 'isi', 'İSİ']],
  ['Turkish', 'İstanbul', ['istanbul', 'ISTANBUL', 'Istanbul']],
  ['Vietnamese', 'Đường', ['duong', 'đường']],
  ['Vietnamese', 'phở', ['pho', 'PHỞ']],
  ['Hawaiian', 'Hawaiʻi', ['hawaii']],
  ['Hausa', 'ɓauna', ['bauna', 'Ɓauna']],
  ['Catalan', 'coŀlegi', ['collegi']],
  ['Greek', 'Οδυσσέας', ['ΟΔΥΣΣΕΑΣ', 'οδυσσεασ', 'Ὀδυσσέας']],
  ['Russian', 'Пётр', ['петр', 'ПЁТР', 'Пе\u0301тр']],
  ['Ukrainian', 'Київ', ['КИЇВ', 'Киі\u0308в']],
  ['Arabic with vowels', 'مُدَرِّسَةٌ', ['مدرسة', 'مدرسه']],
  ['Arabic with tatweel', 'كـــتاب', ['كتاب']],
  ['Arabic hamza', 'أحمد', ['احمد', 'إحمد', 'ٱحمد', 'آحمد']],
  ['Arabic hamza', 'مسؤول', ['مسوول']],
  ['Arabic yeh', 'على', ['علي', 'علی']],
  ['Arabic presentation forms', 'ﻛﺘﺎﺏ', ['كتاب']],
  ['Persian', 'می\u200cخواهم', ['میخواهم', 'ميخواهم']],
  ['Persian', 'کتاب', ['كتاب']],
  ['Hebrew', 'שָׁלוֹם', ['שלום']],
  ['Yiddish', 'ײדיש', ['יידיש', 'ייִדיש']],
  ['Hindi', 'क़लम', ['कलम', 'क\u093cलम', 'क\u200d़लम']],
  ['Hindi', 'चाँद', ['चांद']],
  ['Japanese', 'ガイド', ['ｶﾞｲﾄﾞ', 'カ\u3099イト\u3099']],
  ['Korean', '한국', ['\u1112\u1161\u11ab\u1100\u116e\u11a8']],
  ['full width', 'ＡＢＣ１２３', ['abc123']],
  ['digits', '٢٠٢٤', ['2024', '۲۰۲۴', '२०२४', '২০২৪', '๒๐๒๔', '２０２４', '𝟐𝟎𝟐𝟒']],
  ['Thai', '๒๔น้ำ', ['24น้ำ']],
])('%s: %s is found however it is written', (_, word, others) => {
  for (const other of others) {
    expect(fold(other), `${other} as ${word}`).toBe(fold(word));
    expect(words(other)).toEqual(words(word));
    const offsets = matchOffsets(`(${word}) x`, queryTerms(other, false));
    expect([offsets[0]?.[0], offsets.at(-1)?.[1]]).toEqual([1, 1 + word.length]);
  }
});

test.each([
  ['が', 'か'],
  ['ば', 'ぱ'],
  ['का', 'कि'],
  ['มา', 'มี'],
  ['ড', 'দ'],
  ['бы', 'бу'],
])('%s is another word than %s', (word, other) => {
  expect(fold(word)).not.toBe(fold(other));
});

test('what is nothing but a tatweel or a filler is no word', () => {
  expect(words('ـ ـــ ㅤ ᅠ a')).toEqual(['a']);
});

test('a space of no width ends a word where there are no others; what else is not seen does not', () => {
  const text = 'ภา\u00adษา\u200bไทย';
  const found = termsOf(text);
  expect(found.map(({ term }) => term)).toEqual(words('ภาษา ไทย'));
  expect(found.map(({ start, end }) => text.slice(start, end)).join('\u200b')).toBe(text);
});

test.each([
  ['학교 급식', '우리 학교에서 급식을 먹는다'],
  ['학교에서 급식을', '학교 급식'],
  ['학교는 급식이', '학교의 급식'],
  ['책 추천', '추천으로 책을 읽었다'],
  ['서울로 여행', '서울에서는 여행이'],
  ['사람들은', '많은 사람이 왔다'],
])('Korean particles do not count: %s finds %s', (query, text) => {
  for (const word of query.split(' ')) {
    expect(matchOffsets(text, queryTerms(word, false)).length, word).toBeGreaterThan(0);
    expect(matchOffsets(text, queryTerms(`${word} x`, true)).length, word).toBeGreaterThan(0);
  }
});

test('a Korean word is not cut where no particle can be, and others have no forms', () => {
  const terms = (query: string) => queryTerms(query, false).map(({ term }) => term);
  expect(terms('가을')).not.toContain('가'); // autumn, not "ga" with a particle
  expect(terms('학교')).not.toContain('학교을');
  expect(terms('지도')).not.toContain('지');
  expect(terms('School')).toEqual(['school']);
  expect(terms('学校')).toEqual(words('学校'));
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
    '\u00ad',
    '\u200b',
    '\u0640',
    'ㅤ',
  ];
  for (let i = 0; i < 3_000; i += 1) {
    const text = Array.from({ length: random(14) }, () => characters[random(characters.length)]).join('');
    const runs = text.matchAll(/[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}]|\p{DI}+(?=[\p{L}\p{N}\p{M}]))*/gu);
    const expected = Array.from(runs, ({ 0: word, index }) => ({
      term: fold(word),
      start: index,
      end: index + word.length,
    }));
    const isPart = ({ start, end }: Term, i: number, all: readonly Term[]) =>
      all.slice(0, i).some((whole) => whole.start <= start && end <= whole.end); // of a word in camel case
    const words = termsOf(text).filter((term, i, all) => !term.isJoined && !isPart(term, i, all));
    expect(words).toEqual(expected.filter(({ term }) => term !== ''));
  }
});
