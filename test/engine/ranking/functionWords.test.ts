import { expect, test } from 'vitest';
import { Bm25 } from '../../../src/engine/ranking/Bm25.js';
import type { Language } from '../../../src/engine/ranking/language.js';
import { matchOffsets } from '../../../src/engine/ranking/matchOffsets.js';
import { queryTerms } from '../../../src/engine/ranking/queryTerms.js';
import { loadLanguage } from '../../../src/engine/workers/search/loadLanguage.js';

/** What of the first text is marked for a query, where nobody has said the language. */
function marked(texts: readonly string[], query: string, prefix = false, language?: Language): string[] {
  const index = new Bm25();
  index.language = language;
  for (const [document, text] of texts.entries()) index.add(document, text);
  const [first = ''] = texts;
  const offsets = matchOffsets(first, index.expand(queryTerms(query, prefix)), index.functionWords);
  return offsets.map(([start, end]) => first.slice(start, end));
}

test('words that are in every text are not marked', () => {
  const texts = ['How to change a password in the app', 'What is the price of a plan?', 'Invite your team'];
  expect(marked(texts, 'how do I change the password for a user')).toEqual(['change', 'password']);
});

test('nor are those that begin with what is typed', () => {
  expect(marked(['A file and an archive in all folders'], 'a', true)).toEqual(['archive']);
});

test('an article of one language is a word of another', () => {
  const english = ['Die Hard, a film of 1988', 'The car that will not start', 'How old is it?'];
  const german = ['Die Bahn fährt nicht', 'Der Zug und das Gleis', 'Wie alt ist es?'];
  expect(marked(english, 'die hard')).toEqual(['Die', 'Hard']);
  expect(marked(german, 'die bahn')).toEqual(['Bahn']);
});

test('in an index of several languages those of each are left out', () => {
  const texts = [
    'The key to the house',
    'La clé de la maison',
    'Where is the key?',
    'Où est la clé de la cave ?',
  ];
  expect(marked(texts, 'the key')).toEqual(['key']);
  expect(marked(texts.toReversed(), 'la clé de cave')).toEqual(['clé', 'cave']);
});

test('letters that stand for something are marked', () => {
  const texts = ['Vitamin C for the winter', 'Plan B', 'The C compiler', 'What is in it?'];
  expect(marked(texts, 'vitamin c')).toEqual(['Vitamin', 'C']);
});

test('accents and elided forms do not hide them', () => {
  expect(marked(['L’été à la plage', 'Il était une fois', 'Où est-ce ?'], 'l’été a la plage')).toEqual([
    'été',
    'plage',
  ]);
});

test('where nothing tells the language, those of English are left out', () => {
  expect(marked(['Open a file', 'New window'], 'open a file')).toEqual(['Open', 'file']);
});

test('with a language its stop words are not marked, nor "a", which the list of English lacks', async () => {
  const texts = ['A table of what is stored', 'What we have never been told about a table'];
  const english = await loadLanguage('en');
  expect(english?.stopWords.has('a')).toBe(false);
  expect(marked(texts, 'a table of what is stored', false, english)).toEqual(['table', 'stored']);
});

test('the words of an index follow the texts that come and go', () => {
  const index = new Bm25();
  for (const [document, text] of ['Der Zug und das Gleis', 'Wie alt ist es?'].entries())
    index.add(document, text);
  expect(index.functionWords.has('und')).toBe(true);
  expect(index.functionWords.has('the')).toBe(false);
  index.remove([0, 1]);
  for (let document = 2; document < 6; document += 1) index.add(document, 'The car that will not start');
  expect(index.functionWords.has('the')).toBe(true);
  expect(index.functionWords.has('und')).toBe(false);
});
