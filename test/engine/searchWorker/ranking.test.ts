import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bestOf,
  rankOf,
  reciprocalRanks,
  spreadOf,
  standardisedSum,
} from '../../../src/engine/searchWorker/ranking.js';

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
        for (const [i, document] of expected.entries())
          expect(rankOf(scores(...values), document, all)).toBe(i + 1);
      }),
    );
  });
});

test('mean and deviation are those of the scores that are there', () => {
  expect(spreadOf(scores(2, none, 4, 4, 4, 5, 5, 7, 9))).toEqual({ count: 8, mean: 5, deviation: 2 });
  expect(spreadOf(scores())).toEqual({ count: 0, mean: 0, deviation: 0 });
});

describe('a sum of standardised scores', () => {
  const semantic = Float32Array.from({ length: 21 }, (_, i) => i / 20);
  const lexical = Float32Array.from({ length: 21 }, (_, i) => (i === 3 ? 8 : 0));

  test('weighs how far scores lie from their means, in deviations', () => {
    const [meaning, words] = [spreadOf(semantic), spreadOf(lexical)];
    const sum = standardisedSum(semantic, lexical, 0.7);
    for (const document of [0, 3, 19])
      expect(sum?.[document]).toBeCloseTo(
        (0.7 * ((semantic[document] as number) - meaning.mean)) / meaning.deviation +
          (0.3 * ((lexical[document] as number) - words.mean)) / words.deviation,
        4,
      );
  });

  test('takes a document without a vector for an average one', () => {
    const partly = semantic.map((score, i) => (i === 3 ? none : score));
    const sum = standardisedSum(partly, lexical, 0.7);
    const words = spreadOf(lexical);
    expect(sum?.[3]).toBeCloseTo((0.3 * (8 - words.mean)) / words.deviation, 4);
  });

  test('is not to be had of few documents, or of scores that are all alike', () => {
    expect(standardisedSum(semantic.subarray(2), lexical.subarray(2), 0.7)).toBeUndefined();
    expect(
      standardisedSum(
        semantic.map(() => 0.5),
        lexical,
        0.7,
      ),
    ).toBeUndefined();
    expect(
      standardisedSum(
        semantic,
        lexical.map(() => 0),
        0.7,
      ),
    ).toBeUndefined();
  });
});

test('reciprocal ranks count from 1, with k = 60; no word is no rank', () => {
  const fused = reciprocalRanks(
    scores(0.9, 0.8, none, 0.1),
    scores(0, 5, 7, 0),
    0.5,
    (document) => document !== 3,
  );
  expect(fused[0]).toBeCloseTo(0.5 / 61, 6);
  expect(fused[1]).toBeCloseTo(0.5 / 62 + 0.5 / 62, 6);
  expect(fused[2]).toBeCloseTo(0.5 / 61, 6);
  expect(fused[3]).toBeNaN();
});
