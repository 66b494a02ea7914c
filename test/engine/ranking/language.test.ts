import { describe, expect, test } from 'vitest';
import { Bm25 } from '../../../src/engine/ranking/Bm25.js';
import { matchOffsets } from '../../../src/engine/ranking/matchOffsets.js';
import { queryTerms } from '../../../src/engine/ranking/queryTerms.js';
import { loadLanguage } from '../../../src/engine/workers/search/loadLanguage.js';
import { LANGUAGES } from '../../../src/engine/workers/search/onDemand.js';

async function indexOf(texts: readonly string[], language?: string): Promise<Bm25> {
  const index = new Bm25();
  index.language = language === undefined ? undefined : await loadLanguage(language);
  for (const [document, text] of texts.entries()) index.add(document, text);
  return index;
}

/** The texts that are found, best first. */
function find(index: Bm25, texts: readonly string[], query: string, prefix = false): string[] {
  const scores = new Float32Array(texts.length);
  index.addScores(index.expand(queryTerms(query, prefix)), scores);
  return texts
    .map((text, i) => ({ text, score: scores[i] as number }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ text }) => text);
}

test('a word is found in its other forms, and first where a text has the word itself', async () => {
  const texts = ['the boot leaks', 'the boots leak', 'a booth'];
  const index = await indexOf(texts, 'en');
  expect(find(index, texts, 'boots')).toEqual(['the boots leak', 'the boot leaks']);
  expect(find(index, texts, 'booting')).toEqual(expect.arrayContaining(texts.slice(0, 2)));
});

test('a stop word does not count, unless the query has nothing else', async () => {
  const texts = ['the cat in the hat', 'a chess tournament', 'the who'];
  const index = await indexOf(texts, 'en');
  expect(find(index, texts, 'the chess tournament in Reykjavik')).toEqual(['a chess tournament']);
  expect(find(index, texts, 'the who')[0]).toBe('the who');
});

test('stop words do not make a text longer', async () => {
  const texts = ['cat and hat', 'cat hat'];
  const index = await indexOf(texts, 'en');
  const scores = new Float32Array(2);
  index.addScores(index.expand(queryTerms('hat', false)), scores);
  expect(scores[0]).toBe(scores[1]);
});

test('a language that comes later gives the same as one that is there at first', async () => {
  const texts = ['the boot leaks and leaks', 'the boots leak', 'into the woods', 'walking home'];
  const first = await indexOf(texts, 'en');
  const later = await indexOf(texts);
  later.language = await loadLanguage('en');
  const again = new Bm25();
  again.language = await loadLanguage('en');
  again.importWords(first.exportWords([0, 1, 2, 3]), [0, 1, 2, 3]);
  for (const query of ['leaking boots', 'the', 'walk', 'wood']) {
    const [a, b, c] = [first, later, again].map((index) => {
      const scores = new Float32Array(texts.length);
      index.addScores(index.expand(queryTerms(query, false)), scores);
      return scores;
    });
    expect(b).toEqual(a);
    expect(c).toEqual(a);
  }
});

test('other forms are told as places of the text as it is; stop words never are', async () => {
  const texts = ['The Boots of the house', 'the'];
  const index = await indexOf(texts, 'en');
  const placesOf = (query: string) => {
    const terms = index.expand(queryTerms(query, false));
    return matchOffsets(texts[0] as string, terms, index.language?.stopWords).map(([start, end]) =>
      texts[0]?.slice(start, end),
    );
  };
  expect(placesOf('the boot')).toEqual(['Boots']);
  expect(placesOf('of the')).toEqual([]);
});

describe('languages', () => {
  test('all have a stemmer and stop words', async () => {
    for (const name of Object.keys(LANGUAGES)) {
      const language = await loadLanguage(name);
      expect(language?.stopWords.size, name).toBeGreaterThan(10);
      expect(typeof language?.stem('abc'), name).toBe('string');
    }
  });

  test('are known by their tags, whatever the region; of others there is nothing', async () => {
    expect(await loadLanguage('pt-BR')).toBeDefined();
    expect(await loadLanguage('EN_us')).toBeDefined();
    expect(await loadLanguage('tlh')).toBeUndefined();
    expect(await loadLanguage('constructor')).toBeUndefined();
  });

  test.each([
    ['de', 'Häuser', 'Häusern'],
    ['fr', 'étudiant', 'étudiants'],
    ['es', 'canción', 'canciones'],
    ['pt', 'informação', 'informações'],
    ['ru', 'красный', 'красная'],
    ['sv', 'flickor', 'flicka'],
    ['nl', 'boeken', 'boek'],
    ['it', 'ragazzi', 'ragazzo'],
  ])('of %s: %s finds %s, though accents do not count', async (language, query, text) => {
    const index = await indexOf([text], language);
    expect(find(index, [text], query)).toEqual([text]);
  });
});

describe('a misspelt word', () => {
  const TEXTS = [
    'hiking boots for winter',
    'laminar flow over a cylinder',
    'a recipe for bread',
    'brand new',
  ];

  test.each([
    ['bots', 'hiking boots for winter'],
    ['wintre', 'hiking boots for winter'],
    ['hikingg', 'hiking boots for winter'],
    ['cilindder', 'laminar flow over a cylinder'],
  ])('%s finds %s', async (query, text) => {
    expect(find(await indexOf(TEXTS), TEXTS, query)[0]).toBe(text);
  });

  test.each([
    ['en', 'I want a boat', 'pets have to wait outside', 'wan'],
    ['en', 'what we wanted', 'the waited hour', 'waitd'],
    ['de', 'ich will etwas', 'ein Wild', 'wilt'],
    ['fr', 'je veux voir', 'un vieux noir', 'vieus'],
    ['es', 'quiero algo', 'el quieto alga', 'quietp'],
  ])('is none of everyday language: of %s "%s" finds no "%s"', async (language, query, text, misspelt) => {
    const index = await indexOf([text], language);
    expect(find(index, [text], query)).toEqual([]);
    expect(find(index, [text], misspelt)).toEqual(misspelt.length > 3 ? [text] : []);
  });

  test('is no stop word, though the query has no other', async () => {
    const index = await indexOf(['a tram that left'], 'en');
    expect(find(index, ['a tram that left'], 'thad')).toEqual(['a tram that left']);
    const thin = await indexOf(['a thin tram'], 'en');
    expect(find(thin, ['a thin tram'], 'thinn')).toEqual(['a thin tram']);
    expect(find(thin, ['a thin tram'], 'this')).toEqual([]);
  });

  test('is looked for in its other forms, too', async () => {
    expect(find(await indexOf(TEXTS, 'en'), TEXTS, 'cylinderz')).toEqual(['laminar flow over a cylinder']);
  });

  test('may go on while it is typed', async () => {
    expect(find(await indexOf(TEXTS), TEXTS, 'cylnd', true)).toEqual(['laminar flow over a cylinder']);
  });

  test('is nothing but itself where texts have it, and where it is short or a number', async () => {
    const texts = ['form 1234', 'from 1235', 'ant'];
    const index = await indexOf(texts);
    expect(find(index, texts, 'from')).toEqual(['from 1235']);
    expect(find(index, texts, '1236')).toEqual([]);
    expect(find(index, texts, 'amt')).toEqual([]);
  });

  test('gives less than the word itself', async () => {
    const index = await indexOf(TEXTS);
    const scoreOf = (query: string) => {
      const scores = new Float32Array(TEXTS.length);
      index.addScores(index.expand(queryTerms(query, false)), scores);
      return scores[0] as number;
    };
    expect(scoreOf('boots')).toBeGreaterThan(scoreOf('bootz'));
    expect(scoreOf('bootz')).toBeGreaterThan(0);
  });

  test('finds no word that was removed', async () => {
    const index = await indexOf(TEXTS);
    index.remove([0]);
    expect(find(index, TEXTS, 'bootz')).toEqual([]);
  });
});
