import { describe, expect, test } from 'vitest';
import type { StoredFacts } from '../../src/server/schema.js';
import { planWords } from '../../src/server/wordsPlan.js';

const facts: StoredFacts = {
  ...{ space: 'any', dimensions: 4, embedded: 0, precision: 'half' as const, language: null },
  ...{ documents: 1_000_000, totalLength: 50_000_000, typicalLength: 50 },
};
const documents = { rare: 100, frequent: 20_000, common: 300_000 };
const terms = Object.keys(documents).map((term) => ({ term, isPrefix: false }));
const known = knownOf(documents);

function knownOf(documents: Readonly<Record<string, number>>) {
  return {
    words: Object.entries(documents).map(([term, count]) => ({ term, stem: null, documents: count })),
    stems: new Map<string, number>(),
    completions: new Map<string, number>(),
  };
}

/** What is read for words that are in so many documents. */
function prunedFor(documents: Readonly<Record<string, number>>) {
  return planWords(
    Object.keys(documents).map((term) => ({ term, isPrefix: false })),
    { facts, language: undefined, known: knownOf(documents), maxScanned: 10_000, candidates: 100 },
  ).pruned;
}

test('a frequent word leaves postings to be read of the next one', () => {
  const { pruned } = planWords(terms, {
    facts,
    language: undefined,
    known,
    maxScanned: 10_000,
    candidates: 100,
  });
  expect(pruned?.scanned.map(({ term, limit, isComplete }) => ({ term, limit, isComplete }))).toEqual([
    { term: 'rare', limit: 100, isComplete: true },
    { term: 'frequent', limit: 5_000, isComplete: false },
    { term: 'common', limit: 4_900, isComplete: false },
  ]);
  expect(pruned?.probed.map(({ term }) => term)).toEqual(['frequent', 'common']);
});

test('the last word that is frequent takes all that is left', () => {
  const { pruned } = planWords(terms.slice(0, 2), {
    facts,
    language: undefined,
    known,
    maxScanned: 10_000,
    candidates: 100,
  });
  expect(pruned?.scanned.map(({ limit }) => limit)).toEqual([100, 9_900]);
});

test('all postings are read where the budget is enough for them', () => {
  const plan = planWords(terms, { facts, language: undefined, known, maxScanned: 400_000, candidates: 100 });
  expect(plan.pruned).toBeUndefined();
});

describe('without a filter, postings of a frequent word are read', () => {
  const readOf = (documents: Readonly<Record<string, number>>) =>
    prunedFor(documents)?.scanned.flatMap(({ term, isEssential }) => (isEssential ? term : []));

  test('where a text that has no rarer word can be among the best', () =>
    expect(readOf({ rare: 5_000, frequent: 20_000, common: 300_000 })).toEqual(['rare', 'frequent']));
  test('not where enough texts have a word that says more than all frequent ones', () =>
    expect(readOf({ rare: 100, frequent: 20_000, common: 300_000 })).toEqual(['rare']));
  test('where fewer texts than are wanted have such a word', () =>
    expect(readOf({ rare: 99, frequent: 20_000 })).toEqual(['rare', 'frequent']));
});

test('the less is read, the more documents are picked out', () => {
  expect(prunedFor({ frequent: 20_000, common: 300_000 })?.shortlist).toBe(500);
  expect(prunedFor({ rare: 3_000, common: 300_000, everywhere: 900_000 })?.shortlist).toBe(1_000);
});

test('where a filter has all of that read, no more are picked out', () => {
  const pruned = prunedFor({ rare: 3_000, common: 300_000, everywhere: 900_000 });
  expect(pruned?.filteredShortlist).toBe(500);
});
