import { expect, test } from 'vitest';
import type { StoredFacts } from '../../src/server/schema.js';
import { planWords } from '../../src/server/wordsPlan.js';

const facts: StoredFacts = {
  ...{ space: 'any', dimensions: 4, embedded: 0, precision: 'half' as const, language: null },
  ...{ documents: 1_000_000, totalLength: 50_000_000, typicalLength: 50 },
};
const documents = { rare: 100, frequent: 20_000, common: 300_000 };
const terms = Object.keys(documents).map((term) => ({ term, isPrefix: false }));
const known = {
  words: Object.entries(documents).map(([term, count]) => ({ term, stem: null, documents: count })),
  stems: new Map<string, number>(),
  completions: new Map<string, number>(),
};

test('a frequent word leaves postings to be read of the next one', () => {
  const { pruned } = planWords(terms, { facts, language: undefined, known, maxScanned: 10_000 });
  expect(pruned?.scanned.map(({ term, limit, isComplete }) => ({ term, limit, isComplete }))).toEqual([
    { term: 'rare', limit: 100, isComplete: true },
    { term: 'frequent', limit: 5_000, isComplete: false },
    { term: 'common', limit: 4_900, isComplete: false },
  ]);
  expect(pruned?.probed.map(({ term }) => term)).toEqual(['frequent', 'common']);
});

test('the last word that is frequent takes all that is left', () => {
  const { pruned } = planWords(terms.slice(0, 2), { facts, language: undefined, known, maxScanned: 10_000 });
  expect(pruned?.scanned.map(({ limit }) => limit)).toEqual([100, 9_900]);
});

test('all postings are read where the budget is enough for them', () => {
  const plan = planWords(terms, { facts, language: undefined, known, maxScanned: 400_000 });
  expect(plan.pruned).toBeUndefined();
});
