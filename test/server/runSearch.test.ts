import { beforeAll, describe, expect, test } from 'vitest';
import { levelOfCosine } from '../../src/engine/ranking/relevance.js';
import type { SearchMessage } from '../../src/engine/rpc/searchProtocol.js';
import type { FieldFilter } from '../../src/engine/search/filterTypes.js';
import { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
import { transaction } from '../../src/server/pool.js';
import { runSearch } from '../../src/server/runSearch.js';
import { schemaOf } from '../../src/server/schema.js';
import type { IndexRequest } from '../../src/server/searchPlan.js';
import { referenceIndex } from '../support/referenceIndex.js';
import {
  type MadeItem,
  randomNumbers,
  syntheticDocuments,
  syntheticQueryVector,
  syntheticText,
} from '../support/syntheticCorpus.js';
import { testDatabase } from '../support/testDatabase.js';

// The index in the browser is the reference: the same documents, the same questions, the same hits.

const DIMENSIONS = 64;
const { pool } = testDatabase();
const model = { space: 'made', dimensions: DIMENSIONS };
const corpora = {
  whole: syntheticDocuments(600, DIMENSIONS),
  // All of them are candidates, so that all ranks are known.
  small: syntheticDocuments(90, DIMENSIONS),
  passages: syntheticDocuments(90, DIMENSIONS, 7),
  few: syntheticDocuments(19, DIMENSIONS),
};
type Corpus = keyof typeof corpora;

beforeAll(async () => {
  for (const [name, documents] of Object.entries(corpora))
    await createPostgresIndex<MadeItem>({ pool, name, model }).load(documents);
});

function remote(name: Corpus, question: Partial<IndexRequest>) {
  return transaction(pool, (client) =>
    runSearch<MadeItem>(client, schemaOf(name), {
      query: '',
      mode: 'hybrid',
      limit: 10,
      prefix: false,
      fusion: 'weighted-mean',
      semanticWeight: 0.7,
      ...question,
    }),
  );
}

type How = Partial<
  Pick<SearchMessage, 'mode' | 'prefix' | 'fusion' | 'semanticWeight' | 'minScore' | 'limit'>
>;

/** Asks both indexes the same, several times, and compares all that they say of each hit. */
async function expectTheSame(name: Corpus, how: How, filter?: FieldFilter) {
  const local = await referenceIndex(corpora[name], DIMENSIONS);
  const random = randomNumbers(7);
  for (let i = 0; i < 10; i += 1) {
    const query = syntheticText(random, 3);
    const vector = syntheticQueryVector(random, DIMENSIONS);
    const wanted = await local({ ...how, query, vector }, filter);
    const byMeaning = how.mode !== 'lexical';
    const found = await remote(name, {
      ...how,
      query,
      ...(byMeaning && { vector }),
      ...(filter && { filter }),
    });
    expect(found.hits.map(({ id }) => id)).toEqual(wanted.hits.map(({ id }) => id));
    expect(found.hits.length === 0 || found.fusion === wanted.fusion).toBe(true);
    for (const [place, hit] of found.hits.entries()) {
      const { score = Number.NaN, matches, passage, bm25, cosine } = wanted.hits[place] ?? {};
      expect(hit.score).toBeCloseTo(score, 3);
      expect(hit.matches).toEqual(matches);
      if (bm25 !== undefined) expect(hit.bm25).toBeCloseTo(bm25, 4);
      if (!byMeaning) continue;
      expect(hit.passage).toEqual(passage);
      expect(hit.cosine).toBeCloseTo(cosine ?? Number.NaN, 3);
    }
  }
}

describe('a search in PostgreSQL finds what the index in the browser finds', () => {
  test('by both', () => expectTheSame('whole', {}));
  test('by both, with another share of meaning', () => expectTheSame('whole', { semanticWeight: 0.3 }));
  test('by meaning', () => expectTheSame('whole', { mode: 'semantic' }));
  test('by words', () => expectTheSame('whole', { mode: 'lexical' }));
  test('by words of which the last may go on', () =>
    expectTheSame('whole', { mode: 'lexical', prefix: true }));
  test('by both while the last word is typed', () => expectTheSame('whole', { prefix: true }));
  test('by a word that stands by itself and is what the last one may become, among what may be seen, too', async () => {
    const question = { query: 'w123 w45 w12', mode: 'lexical', prefix: true, limit: 100 } as const;
    const local = await referenceIndex(corpora.whole, DIMENSIONS);
    const wanted = await local(question);
    const everything = { isNew: [true, false] };
    for (const found of [
      await remote('whole', question),
      await remote('whole', { ...question, authorized: everything }),
    ])
      expect(found.hits.map(({ id, bm25 }) => [id, bm25])).toEqual(
        wanted.hits.map(({ id, bm25 }) => [id, expect.closeTo(bm25 ?? Number.NaN, 4)]),
      );
  });
  test('by the ranks of both lists', () => expectTheSame('small', { fusion: 'rrf' }));
  test('by both in fewer than 20 documents', () => expectTheSame('few', {}));
  test('above a score', () => expectTheSame('whole', { minScore: 0.4 }));
  test('one hit, or a hundred', async () => {
    await expectTheSame('whole', { limit: 1 });
    await expectTheSame('whole', { mode: 'semantic', limit: 100 });
  });
  test('in documents of several passages, of which the closest counts', () =>
    expectTheSame('passages', { mode: 'semantic' }));
  test('by both in documents of several passages', () => expectTheSame('passages', { fusion: 'rrf' }));
});

test('the words of every text are not told to match, where nobody has said the language', async () => {
  const texts = ['A dentist for the whole family', 'Tickets to a concert', 'The end of it'];
  const documents = texts.map((text, i) => ({ id: String(i), item: { title: text }, text }));
  await createPostgresIndex({ pool, name: 'language', model }).load(documents);
  const { hits } = await transaction(pool, (client) =>
    runSearch(client, schemaOf('language'), {
      ...{ query: 'a dentist', mode: 'lexical', limit: 10, prefix: false },
      ...{ fusion: 'weighted-mean', semanticWeight: 0.7 },
    }),
  );
  expect(hits.map(({ id, matches }) => [id, matches])).toEqual([
    ['0', [[2, 9]]],
    ['1', []],
  ]);
});

describe('with a graph of another precision it finds the same', () => {
  test.each(['single', 'binary'] as const)('%s', async (precision) => {
    const index = createPostgresIndex<MadeItem>({ pool, name: 'whole', model, precision });
    await index.load(corpora.whole);
    expect(await index.facts()).toMatchObject({ precision });
    await expectTheSame('whole', { mode: 'semantic' });
    await expectTheSame('whole', { mode: 'semantic' }, { group: [1, 4] });
    await createPostgresIndex<MadeItem>({ pool, name: 'whole', model }).load(corpora.whole);
  });
});

describe('where words are in too many documents to read all of them', () => {
  // Two frequent words and a rare one: of the frequent ones the best postings are read.
  const query = 'w0 w1 w380';

  test('hits are scored by all words, and nearly the same are found', async () => {
    const exact = await remote('whole', { mode: 'lexical', query });
    const pruned = await remote('whole', { mode: 'lexical', query, maxScanned: 60 });
    const scoreOf = new Map(
      (await remote('whole', { mode: 'lexical', query, limit: 600 })).hits.map((hit) => [hit.id, hit.bm25]),
    );
    for (const { id, bm25 } of pruned.hits) expect(bm25).toBeCloseTo(scoreOf.get(id) ?? Number.NaN, 6);
    const found = new Set(pruned.hits.map(({ id }) => id));
    expect(exact.hits.filter(({ id }) => found.has(id)).length).toBeGreaterThanOrEqual(8);
    expect(pruned.hits[0]).toEqual(exact.hits[0]);
  });

  test('by both, and with filters that many and few items pass', async () => {
    const vector = syntheticQueryVector(randomNumbers(7), DIMENSIONS);
    for (const filter of [undefined, { group: [0, 1, 2, 3] }, { group: 3, isNew: true }]) {
      const asked = { query, vector, ...(filter && { filter }) };
      const exact = await remote('whole', asked);
      const pruned = await remote('whole', { ...asked, maxScanned: 60 });
      expect(pruned.fusion).toBe(exact.fusion);
      const found = new Set(pruned.hits.map(({ id }) => id));
      expect(exact.hits.filter(({ id }) => found.has(id)).length).toBeGreaterThanOrEqual(8);
    }
  });
});

describe('how close a hit is', () => {
  test('is measured by the cosines of all pairs of documents', async () => {
    const vectors = corpora.whole.flatMap(({ passages = [] }) => passages.map(({ vector }) => vector));
    const { mean, stdDev } = statsOfPairs(vectors);
    const vector = syntheticQueryVector(randomNumbers(7), DIMENSIONS);
    const { hits } = await remote('whole', { mode: 'semantic', limit: 100, vector });
    const clear = hits.filter(({ cosine = 0 }) => {
      const standard = (cosine - mean) / stdDev;
      return Math.min(Math.abs(standard - 1.5), Math.abs(standard - 3)) > 0.01; // rounding decides of the others
    });
    expect(clear.map(({ relevanceLevel }) => relevanceLevel)).toEqual(
      clear.map(({ cosine = 0 }) => levelOfCosine(cosine, { mean, stdDev })),
    );
    expect(new Set(clear.map(({ relevanceLevel }) => relevanceLevel)).size).toBeGreaterThan(1);
  });

  test('is not told of few documents, nor by words', async () => {
    const vector = syntheticQueryVector(randomNumbers(7), DIMENSIONS);
    const few = await remote('few', { mode: 'semantic', vector });
    const words = await remote('whole', { mode: 'lexical', query: syntheticText(randomNumbers(7), 3) });
    expect([...few.hits, ...words.hits].filter(({ relevanceLevel }) => relevanceLevel)).toEqual([]);
    expect([few.hits.length, words.hits.length]).toEqual([10, 10]);
  });
});

/** Mean and standard deviation of the cosines of all pairs of vectors of length 1. */
function statsOfPairs(vectors: readonly ArrayLike<number>[]) {
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, value, i) => sum + value * (b[i] as number), 0);
  const cosines = vectors.flatMap((a, i) => vectors.slice(i + 1).map((b) => dot(a, b)));
  const mean = cosines.reduce((sum, value) => sum + value, 0) / cosines.length;
  const variance = cosines.reduce((sum, value) => sum + (value - mean) ** 2, 0) / cosines.length;
  return { mean, stdDev: Math.sqrt(variance) };
}

describe('with a filter it finds the same', () => {
  test('where a field has a value', () => expectTheSame('whole', {}, { group: 3 }));
  test('where a field has one of several values', () => expectTheSame('whole', {}, { group: [1, 4] }));
  test('where several fields do', () => expectTheSame('whole', {}, { group: [1, 4], isNew: true }));
  test('by meaning', () => expectTheSame('whole', { mode: 'semantic' }, { title: 'Document 77' }));
  test('by words', () => expectTheSame('whole', { mode: 'lexical' }, { group: 0 }));
  test('where no value is wanted', () => expectTheSame('whole', {}, { group: [] }));
  test('where no document has such a field', () => expectTheSame('whole', {}, { owner: null }));
  test('where a value is of another type', () => expectTheSame('whole', {}, { group: '3' }));
});
