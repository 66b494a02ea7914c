import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bestOf,
  cosineWeight,
  lexicalScores,
  ranksOf,
  reciprocalRanks,
  scoreStats,
  weightedMean,
} from '../../../src/engine/ranking/fusion.js';

const all = () => true;
const scores = (...values: number[]) => Float32Array.from(values);
const { NaN: none } = Number;

describe('the best of scores', () => {
  test('come best first, equal ones in their order, none without a score', () => {
    expect(bestOf(scores(1, 3, none, 3, 2), 3, all)).toEqual([1, 3, 4]);
    expect(bestOf(scores(1, 1, 1, 1), 2, all)).toEqual([0, 1]);
    expect(bestOf(scores(none, none), 2, all)).toEqual([]);
  });

  test('are only those that are allowed', () => {
    expect(bestOf(scores(5, 4, 3, 2), 2, (document) => document % 2 === 1)).toEqual([1, 3]);
  });

  test('are those that sorting gives', () => {
    const list = fc.array(fc.constantFrom(none, -1, 0, 0.25, 0.5, 1), { maxLength: 50 });
    fc.assert(
      fc.property(list, fc.integer({ min: 1, max: 12 }), (values, limit) => {
        const expected = values
          .map((score, document) => ({ score, document }))
          .filter(({ score }) => !Number.isNaN(score))
          .sort((a, b) => b.score - a.score || a.document - b.document)
          .map(({ document }) => document);
        expect(bestOf(scores(...values), limit, all)).toEqual(expected.slice(0, limit));
      }),
    );
  });
});

test('ranks are the places in the sorted scores, for any documents in any order', () => {
  const list = fc.array(fc.constantFrom(none, -1, 0, 0.25, 0.5, 1), { maxLength: 50 });
  fc.assert(
    fc.property(list, fc.uniqueArray(fc.nat(49), { maxLength: 12 }), fc.nat(3), (values, some, left) => {
      const isAllowed = (document: number) => left === 0 || document % 4 !== left;
      const documents = some.filter((document) => document < values.length && isAllowed(document));
      const sorted = bestOf(scores(...values), values.length, isAllowed);
      const expected = documents.map((document) => sorted.indexOf(document) + 1 || undefined);
      expect(ranksOf(scores(...values), documents, isAllowed)).toEqual(expected);
    }),
  );
});

test('mean and deviation are those of the scores that are there', () => {
  expect(scoreStats(scores(2, none, 4, 4, 4, 5, 5, 7, 9))).toEqual({ count: 8, mean: 5, stdDev: 2 });
  expect(scoreStats(scores())).toEqual({ count: 0, mean: 0, stdDev: 0 });
});

test('what words give goes from 0 to 1, and tells much from more', () => {
  const shares = lexicalScores(scores(0, 0.8, 8, none, 16), 8);
  expect([...shares]).toEqual(
    [0, 0.8, 8, 0, 16].map((score) => (score > 0 ? Math.fround(1 - Math.exp(-score / 8)) : none)),
  );
  expect(shares[2]).toBeCloseTo(0.632, 3);
});

describe('the weighted mean of cosines and shares of words', () => {
  const semantic = Float32Array.from({ length: 100 }, (_, i) => i / 200);
  const shares = Float32Array.from({ length: 100 }, (_, i) => (i === 3 ? 0.8 : none));
  const own = cosineWeight(scoreStats(semantic), 0.7);

  test('weighs both alike for all documents, so that scores stay between them', () => {
    const mean = weightedMean(semantic, shares, 0.7);
    expect(mean[3]).toBeCloseTo(own * 0.015 + (1 - own) * 0.8, 6);
    expect(mean[50]).toBeCloseTo(own * 0.25, 6);
  });

  test('is the cosine where meaning has all weight, and the share of words where it has none', () => {
    expect([...weightedMean(semantic, shares, 1)]).toEqual([...semantic]);
    expect(weightedMean(semantic, shares, 0)[3]).toBeCloseTo(0.8, 6);
  });

  test('takes a document without a vector for an average one, if a word matches', () => {
    const partly = semantic.map((score, i) => (i === 3 || i === 4 ? none : score));
    const mean = weightedMean(partly, shares, 0.7);
    const spread = scoreStats(partly);
    const weight = cosineWeight(spread, 0.7);
    expect(mean[3]).toBeCloseTo(weight * spread.mean + (1 - weight) * 0.8, 6);
    expect(mean[4]).toBeNaN();
  });

  test('counts words for less where cosines lie closer together', () => {
    const close = { count: 1000, stdDev: 0.03 };
    const wide = { count: 1000, stdDev: 0.1 };
    expect(cosineWeight(close, 0.5)).toBeGreaterThan(cosineWeight(wide, 0.5));
  });

  test('can be had of one document, and of cosines that are all alike', () => {
    const weight = cosineWeight({ count: 1, stdDev: 0 }, 0.5);
    expect(weight).toBeGreaterThan(0);
    expect(weight).toBeLessThan(1);
    expect(weightedMean(scores(0.6), scores(0.8), 0.5)[0]).toBeCloseTo(weight * 0.6 + (1 - weight) * 0.8, 6);
  });
});

test('reciprocal ranks count from 1, with k = 60, and go up to 1; no word is no rank', () => {
  const fused = reciprocalRanks(
    scores(0.9, 0.8, none, 0.1),
    scores(none, 0.5, 0.7, none),
    0.5,
    (document) => document !== 3,
  );
  expect(fused[0]).toBeCloseTo(0.5, 6);
  expect(fused[1]).toBeCloseTo((0.5 * 61) / 62 + (0.5 * 61) / 62, 6);
  expect(fused[2]).toBeCloseTo(0.5, 6);
  expect(fused[3]).toBeNaN();
  expect(reciprocalRanks(scores(0.9), scores(0.5), 0.7, all)[0]).toBeCloseTo(1, 6);
});
