import { describe, expect, test } from 'vitest';
import { l2Normalize, l2NormalizeRows } from '../../../../src/engine/math/l2.js';
import { bestOf } from '../../../../src/engine/ranking/fusion.js';
import { PassageVectors } from '../../../../src/engine/workers/search/PassageVectors.js';
import { randomNumbers } from '../../../../tools/random.mjs';

const span = { start: 0, end: 1 };

/** Documents with one passage each, at angles around a circle. */
function around(angles: readonly number[]): PassageVectors {
  const vectors = new PassageVectors(2, 'float32');
  for (const [document, angle] of angles.entries())
    vectors.put(document, [span], Float32Array.of(Math.cos(angle), Math.sin(angle)));
  return vectors;
}

test('the cosines of all pairs of a few dozen documents have their mean and deviation', () => {
  const angles = Array.from({ length: 40 }, (_, i) => Math.sin(i) * 1.5);
  const cosines = angles.flatMap((a, i) => angles.slice(i + 1).map((b) => Math.cos(a - b)));
  const mean = cosines.reduce((sum, cosine) => sum + cosine) / cosines.length;
  const variance = cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / cosines.length;
  const { backgroundSimilarity } = around(angles);
  expect(backgroundSimilarity?.mean).toBeCloseTo(mean, 4);
  expect(backgroundSimilarity?.stdDev).toBeCloseTo(Math.sqrt(variance), 4);
});

test('of many documents a sample of pairs tells about the same', () => {
  const angles = Array.from({ length: 5_000 }, (_, i) => i * 0.7548776662466927);
  const { backgroundSimilarity } = around(angles); // all around the circle: mean 0, deviation √½
  expect(backgroundSimilarity?.count).toBeLessThan(4_000);
  expect(Math.abs(backgroundSimilarity?.mean ?? 1)).toBeLessThan(0.05);
  expect(backgroundSimilarity?.stdDev).toBeCloseTo(Math.SQRT1_2, 1);
});

test('nothing is told of few documents, of equal ones, or of those that have gone', () => {
  expect(around([0, 1, 2]).backgroundSimilarity).toBeUndefined();
  expect(around(new Array(30).fill(1)).backgroundSimilarity).toBeUndefined();
  const vectors = around(Array.from({ length: 20 }, (_, i) => i));
  expect(vectors.backgroundSimilarity).toBeDefined();
  vectors.remove(0);
  expect(vectors.backgroundSimilarity).toBeUndefined();
});

describe('by bytes', () => {
  const DIMENSIONS = 24;
  const random = randomNumbers(5);
  /** Vectors in a few tight heaps, so that bytes alone do not tell which is closest. */
  const heaps = Array.from({ length: 6 }, () =>
    Array.from({ length: DIMENSIONS }, () => random(2_001) - 1_000),
  );
  const nearHeap = () =>
    l2Normalize(Float32Array.from(heaps[random(heaps.length)] ?? [], (value) => value + random(41) - 20));
  const [bytes, floats] = [
    new PassageVectors(DIMENSIONS, 'rescored'),
    new PassageVectors(DIMENSIONS, 'float32'),
  ];
  const documents = 700;
  for (let document = 0; document < documents; document += 1) {
    const passages = Array.from({ length: 1 + random(3) }, () => span);
    const rows = l2NormalizeRows(Float32Array.from(passages.flatMap(() => [...nearHeap()])), DIMENSIONS);
    for (const vectors of [bytes, floats]) vectors.put(document, passages, rows);
  }
  const filters: Record<string, (document: number) => boolean> = {
    all: () => true,
    'every ninth': (document) => document % 9 === 0,
    none: () => false,
  };

  test.each(Object.keys(filters).flatMap((filter) => [1, 10, 60].map((limit) => [limit, filter] as const)))(
    'the closest %d of %s are those of floats, with the same cosines',
    async (limit, filter) => {
      const isAllowed = filters[filter] ?? (() => true);
      const wanted = { documents, limit, isAllowed, isCancelled: () => false };
      for (let i = 0; i < 20; i += 1) {
        const query = nearHeap();
        const [near, exact] = [await bytes.score(query, wanted), await floats.score(query, wanted)];
        const [found, right] = [near, exact].map(({ scores }) => bestOf(scores, limit, isAllowed));
        expect(found).toEqual(right);
        for (const document of found ?? []) expect(near.scores[document]).toBe(exact.scores[document]);
      }
    },
  );

  test('others are near, until they are made exact', async () => {
    const wanted = { documents, limit: 1, isAllowed: () => true, isCancelled: () => false };
    const query = nearHeap();
    const [near, exact] = [await bytes.score(query, wanted), await floats.score(query, wanted)];
    const all = Array.from({ length: documents }, (_, document) => document);
    expect(near.scores).not.toEqual(exact.scores);
    for (const document of all)
      expect(Math.abs((near.scores[document] ?? 0) - (exact.scores[document] ?? 0))).toBeLessThan(0.03);
    expect(near.rescoreAll(all)).toBe(true);
    expect(near.scores).toEqual(exact.scores);
    expect(near.rescoreAll(all)).toBe(false);
    expect(exact.rescoreAll(all)).toBe(false);
  });

  test('recall is whole', () => {
    expect(bytes.measureRecall(50)).toBe(1);
  });
});

describe('int8 alone', () => {
  const DIMENSIONS = 32;
  const random = randomNumbers(7);
  const vector = () => l2Normalize(Float32Array.from({ length: DIMENSIONS }, () => random(2_001) - 1_000));
  const documents = 400;
  const vectors = new PassageVectors(DIMENSIONS, 'int8');
  const rows = Array.from({ length: documents }, vector);
  for (const [document, row] of rows.entries()) vectors.put(document, [span], row);
  const wanted = { documents, limit: 10, isAllowed: () => true, isCancelled: () => false };

  test('finds the closest of what it stores, whose numbers are near those that came', async () => {
    const stored = rows.map((row, document) => {
      const own = vectors.first(document) ?? new Float32Array(DIMENSIONS);
      for (const [i, value] of own.entries()) expect(Math.abs(value - (row[i] ?? 0))).toBeLessThan(0.005);
      return own;
    });
    const query = vector();
    const { scores, rescoreAll } = await vectors.score(query, wanted);
    const products = stored.map((own) => own.reduce((sum, value, i) => sum + value * (query[i] ?? 0), 0));
    for (const [document, product] of products.entries()) expect(scores[document]).toBeCloseTo(product, 3);
    expect(rescoreAll([1, 2, 3])).toBe(false);
    expect(vectors.measureRecall(50)).toBe(1);
  });

  test('stays what it is when free rows are taken out', () => {
    const before = vectors.first(3);
    for (let document = 0; document < 3_000; document += 1)
      vectors.put(documents + document, [span], vector());
    for (let document = 0; document < 3_000; document += 1) vectors.remove(documents + document);
    vectors.compact();
    expect(vectors.rows).toBe(documents);
    for (const [i, value] of (vectors.first(3) ?? []).entries())
      expect(value).toBeCloseTo(before?.[i] ?? 0, 6);
  });
});

describe('while a long search goes on', () => {
  const DIMENSIONS = 2_048; // of so many numbers, these rows are looked at in two goes
  const ROWS = 20_000;
  const axis = (place: number) => Float32Array.from({ length: DIMENSIONS }, (_, i) => Number(i === place));
  const wanted = { documents: ROWS, limit: 2, isAllowed: () => true, isCancelled: () => false };

  test.each(['rescored', 'float32'] as const)(
    'what is written counts at once, and a row that came later is no trouble (%s)',
    async (precision) => {
      const vectors = new PassageVectors(DIMENSIONS, precision);
      const [query, other] = [axis(3), axis(1)];
      for (let document = 0; document < ROWS; document += 1) vectors.put(document, [span], other);
      const searching = vectors.score(query, wanted);
      vectors.put(5, [span], query); // in a row that was looked at
      vectors.put(6, [span, span], l2NormalizeRows(Float32Array.of(...other, ...query), DIMENSIONS)); // and in a new one
      const { scores, passageOf, rescoreAll } = await searching;
      rescoreAll([6]);
      expect(bestOf(scores, 1, () => true)).toEqual([5]);
      expect(scores[5]).toBe(1);
      expect([scores[6], passageOf(6)]).toEqual([0, span]);
    },
  );

  test('it is aborted when it is not wanted any more', async () => {
    const vectors = new PassageVectors(DIMENSIONS, 'float32');
    const other = axis(1);
    for (let document = 0; document < ROWS; document += 1) vectors.put(document, [span], other);
    let isCancelled = false;
    const searching = vectors.score(axis(3), { ...wanted, isCancelled: () => isCancelled });
    isCancelled = true;
    await expect(searching).rejects.toMatchObject({ name: 'AbortError' });
  });
});
