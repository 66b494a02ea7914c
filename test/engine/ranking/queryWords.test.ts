import { describe, expect, test } from 'vitest';
import { Bm25 } from '../../../src/engine/ranking/Bm25.js';
import { matchOffsets } from '../../../src/engine/ranking/matchOffsets.js';
import { queryTerms } from '../../../src/engine/ranking/queryTerms.js';

// Which words that are written in one, in two, with a hyphen, as an acronym or in camel case find each other. Without a language, so that it is the
// same in every alphabet.

/** Whether a query finds a text, beside one that has nothing to do with it. */
function finds(query: string, text: string): boolean {
  const index = new Bm25();
  index.add(0, text);
  index.add(1, 'something of no matter');
  const scores = new Float32Array(2);
  index.addScores(index.expand(queryTerms(query, false)), scores);
  return (scores[0] as number) > 0;
}

/** Each of these finds all others. */
const SAME: readonly (readonly string[])[] = [
  ['two-factor', 'two factor', 'twofactor'],
  ['2FA', '2-FA', '2 FA'],
  ['wi-fi', 'wifi'],
  ['e-mail', 'email'],
  ['t-shirt', 't‑shirt', 'tshirt'],
  ['COVID-19', 'covid 19', 'covid19'],
  ['Pixel 8 Pro', 'pixel8pro'],
  ['12kg', '12 kg'],
  ['U.S.A.', 'USA'],
  ['useSearchIndex', 'use search index'],
  ['useSearchIndex', 'usesearchindex'],
  ['parseJSON', 'parse json'],
  ['JSONParser', 'json parser'],
  ['v2.1', 'V2.1'],
  ['Haustür-Schlüssel', 'Haustür Schlüssel', 'Haustürschlüssel'],
  ['ПоискИндекс', 'поиск индекс'],
  ['интернет-магазин', 'интернет магазин', 'интернетмагазин'],
  ['ΑναζήτησηΛέξης', 'αναζήτηση λέξης'],
  ['größeGesamt', 'größe gesamt'],
  ['१२ किलो', '१२किलो'],
  ['צה״ל', 'צה"ל', 'צהל'],
  ['ארה״ב', 'ארה”ב', 'ארהב'],
  ['ג׳ירפה', "ג'ירפה", 'ג’ירפה', 'גירפה'],
];

test.each(SAME)('%s and %s find each other', (...forms) => {
  for (const query of forms)
    for (const text of forms) expect(finds(query, `x ${text} y`), `${query} <- ${text}`).toBe(true);
});

test.each([
  ['phone', 'iPhone'],
  ['http', 'XMLHttpRequest'],
  ['xml', 'XMLHttpRequest'],
  ['индекс', 'ПоискИндекс'],
  ['gesamt', 'größeGesamt'],
  ['2.1', 'version v2.1 is out'],
  ['20.19', 'Node 20.19.2'],
  ['schmidt', 'mail anna.schmidt@example.org'],
  ['anna.schmidt@example.org', 'mail anna.schmidt@example.org'],
  ['example.org', 'mail anna.schmidt@example.org'],
  ['search index', 'https://docs.example.com/guides/search-index?x=1#top'],
  ['searchindex', 'https://docs.example.com/guides/search-index?x=1#top'],
  ['case name', 'snake_case_name'],
  ['covid', 'COVID-19'],
  ['wi fi', 'wifi'],
  ['use search index', 'usesearchindex'],
])('%s finds %s', (query, text) => {
  expect(finds(query, text)).toBe(true);
});

describe('not found by words', () => {
  test.each([
    ['the second part of a compound', 'schlüssel', 'Haustürschlüssel'],
    ['an abbreviation, from what it stands for', '2FA', 'two-factor authentication'],
    ['a part of an abbreviation', 'rna', 'siRNA screening'],
    ['the plural of one, as a part of it', 'dfs', 'two PDFs'],
    ['three words, written in one', 'usesearchindex', 'use search index'],
    ['two words of two letters, written in one', 'wifi', 'wi fi'],
    ['a number, without its separators', '1000', '1,000 items'],
    ['simplified characters, by traditional ones', '软件', '軟件'],
    ['traditional characters, by simplified ones', '軟件', '软件'],
  ])('%s', (_, query, text) => {
    expect(finds(query, text)).toBe(false);
  });
});

describe('the places that match', () => {
  const marked = (text: string, query: string) =>
    matchOffsets(text, queryTerms(query, false)).map(([start, end]) => text.slice(start, end));

  test('are the whole word where all of it matches, else a part of it', () => {
    const text = 'call useSearchIndex here';
    expect(marked(text, 'useSearchIndex')).toEqual(['useSearchIndex']);
    expect(marked(text, 'index')).toEqual(['Index']);
  });

  test('are all words that hyphens join where the query has them in one', () => {
    expect(marked('an e-mail and e mail', 'email')).toEqual(['e-mail']);
    expect(marked('the U.S.A. are', 'usa')).toEqual(['U.S.A']);
    expect(marked('של צה״ל כאן', 'צהל')).toEqual(['צה״ל']);
    expect(marked('an e-mail', 'e-mail')).toEqual(['e', 'mail']);
  });
});

test('what hyphens join counts as one word more, and words that are all long as they are', () => {
  const termsIn = (text: string) => queryTerms(text, false).map(({ term }) => term);
  expect(termsIn('state-of-the-art')).toEqual(['state', 'of', 'the', 'art', 'stateoftheart']);
  expect(termsIn('search-index 2024-05-01 你-好')).toEqual([
    'search',
    'index',
    '2024',
    '05',
    '01',
    '你',
    '好',
  ]);
  expect(termsIn('a--b a- b -a')).toEqual(['a', 'b']);
  expect(termsIn(`x-${'y'.repeat(60)}`)).toHaveLength(2);
});
