import { describe, expect, test } from 'vitest';
import { cosineSimilarity, createEmbedder, searchVectors, withSpace } from '../../../src/engine/index.js';

const vector = (...values: number[]) => Float32Array.from(values);

describe('cosineSimilarity', () => {
  test('is 1 for the same direction, 0 for a right angle, -1 for the opposite, whatever the lengths', () => {
    expect(cosineSimilarity(vector(1, 2), vector(10, 20))).toBeCloseTo(1);
    expect(cosineSimilarity(vector(1, 0), vector(0, 3))).toBe(0);
    expect(cosineSimilarity(vector(1, 1), vector(-2, -2))).toBeCloseTo(-1);
  });

  test('is 0 for a vector of zeros', () => {
    expect(cosineSimilarity(vector(0, 0), vector(1, 0))).toBe(0);
  });

  test('of different dimensions is a typed error', () => {
    expect(() => cosineSimilarity(vector(1), vector(1, 2))).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('with %s is a typed error', (bad) => {
    expect(() => cosineSimilarity(vector(1, 0), vector(bad, 0))).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
  });

  test('across spaces is a typed error, never a number', () => {
    const [a, b] = [withSpace(vector(1, 0), 'one'), withSpace(vector(1, 0), 'another')];
    expect(() => cosineSimilarity(a, b)).toThrow(
      expect.objectContaining({ code: 'space-mismatch', details: { spaces: ['one', 'another'] } }),
    );
    expect(cosineSimilarity(a, withSpace(vector(2, 0), 'one'))).toBeCloseTo(1);
    expect(cosineSimilarity(a, vector(2, 0))).toBeCloseTo(1);
  });
});

describe('a vector of the hash backend', () => {
  const model = Float32Array.from({ length: 384 }, (_, i) => Math.sin(i));
  const hashed = async (...texts: readonly string[]) => {
    await using embedder = createEmbedder({ backends: ['hash'] });
    return await embedder.embedMany(texts);
  };

  test('is never compared with one of a model, though it was copied or stored, so that its space is lost', async () => {
    const [vector = model] = await hashed('hello');
    const copies = [vector, vector.slice(), Float32Array.from(JSON.parse(JSON.stringify([...vector])))];
    for (const copy of copies) {
      const mismatch = expect.objectContaining({ code: 'space-mismatch' });
      expect(() => cosineSimilarity(copy, model)).toThrow(mismatch);
      expect(() => searchVectors(model, [model, copy])).toThrow(mismatch);
    }
  });

  test('may be compared with its own kind: whether texts are equal', async () => {
    const [a = model, b = model, other = model] = await hashed('hello', 'hello', 'bye');
    expect(cosineSimilarity(a.slice(), b)).toBeCloseTo(1);
    expect(cosineSimilarity(a.slice(), other.slice())).toBeLessThan(0.99);
  });

  test('is told from vectors of one number', () => {
    expect(cosineSimilarity(new Float32Array(384).fill(0.5), model)).toBeLessThan(1);
    expect(cosineSimilarity(new Float32Array(384), model)).toBe(0);
  });
});

describe('searchVectors', () => {
  const vectors = [vector(0, 1), vector(1, 0), vector(1, 1), vector(2, 0)];

  test('gives the closest first, equal scores in the order of the list', () => {
    const matches = searchVectors(vector(1, 0), vectors);
    expect(matches.map(({ index }) => index)).toEqual([1, 3, 2, 0]);
    expect(matches.map(({ score }) => score)).toEqual([1, 1, expect.closeTo(Math.SQRT1_2), 0]);
  });

  test('gives no more than the limit, and nothing under the least score', () => {
    expect(searchVectors(vector(1, 0), vectors, { limit: 2 })).toHaveLength(2);
    expect(searchVectors(vector(1, 0), vectors, { minScore: 0.9 }).map(({ index }) => index)).toEqual([1, 3]);
  });

  test('of an empty list is empty', () => {
    expect(searchVectors(vector(1, 0), [])).toEqual([]);
  });

  test.each([
    ['a vector', [vector(1, 0), undefined], {}],
    ['a vector', [null], {}],
    ['a limit', [vector(1, 0)], { limit: Number.NaN }],
    ['a limit', [vector(1, 0)], { limit: -1 }],
    ['a score', [vector(1, 0)], { minScore: Number.NaN }],
  ])('refuses what is not %s: %o, %o', (_, given, options) => {
    expect(() => searchVectors(vector(1, 0), given as Float32Array[], options)).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
  });

  test('names the vector that is not a vector', () => {
    expect(() => searchVectors(vector(1, 0), [vector(1, 0), vector(Number.NaN, 0)])).toThrow(/vectors\[1\]/);
  });
});
