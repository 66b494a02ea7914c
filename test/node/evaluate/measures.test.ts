import { describe, expect, test } from 'vitest';
import { measure, ndcg } from '../../../src/node/evaluate/measures.js';

const grades = (...ids: string[]) => new Map(ids.map((id) => [id, 1]));
const query = (...ids: string[]) => ({ query: 'q', relevant: grades(...ids) });
const found = (ids: string[], saidNothing = false) => ({ ids, saidNothing });

describe('nDCG@10', () => {
  test('is 1 for the best order, discounts by log2(rank + 1), and counts ten hits', () => {
    expect(ndcg(['a', 'b', 'x'], grades('a', 'b'))).toBe(1);
    expect(ndcg(['x', 'a'], grades('a'))).toBeCloseTo(1 / Math.log2(3), 12);
    expect(ndcg([...'0123456789', 'a'], grades('a'))).toBe(0);
  });

  test('takes grades as gains', () => {
    const relevant = new Map([
      ['a', 3],
      ['b', 1],
    ]);
    expect(ndcg(['b', 'a'], relevant)).toBeCloseTo((1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3)), 12);
  });
});

describe('the measures of answers', () => {
  test('are means over the queries that have an answer', () => {
    const queries = [query('a'), query('b'), query('c'), query('d')];
    const ids = [['a'], ['x', 'b'], [...'xxxxxx', 'c'], ['x']];
    const { hit1, hit5, hit10, mrr10, answerable } = measure(
      queries,
      ids.map((some) => found(some)),
    );
    expect({ hit1, hit5, hit10, answerable }).toEqual({ hit1: 0.25, hit5: 0.5, hit10: 0.75, answerable: 4 });
    expect(mrr10).toBeCloseTo((1 + 1 / 2 + 1 / 7) / 4, 12);
  });

  test('tell how often it was said, rightly and wrongly, that nothing here answers', () => {
    const queries = [query(), query(), query('a'), query('a'), query('a'), query('a')];
    const answers = [true, false, true, false, false, false].map((said) => found(['a'], said));
    expect(measure(queries, answers)).toMatchObject({
      unanswerable: 2,
      nothingHereRecall: 0.5,
      nothingHereFalse: 0.25,
    });
  });

  test('are NaN where there is no query of a kind', () => {
    expect(measure([query('a')], [found(['a'])])).toMatchObject({ nothingHereRecall: Number.NaN, hit1: 1 });
  });
});
