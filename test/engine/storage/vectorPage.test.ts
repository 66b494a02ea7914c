import { expect, test } from 'vitest';
import {
  areWhole,
  describeTexts,
  findSame,
  isStoredTexts,
  joinTexts,
  type PageTexts,
  rowsOf,
  sealTexts,
  startsOf,
} from '../../../src/engine/storage/vectorPage.js';

/** A page of texts, of which the i-th has i passages. */
const pageOf = (texts: readonly string[]): Promise<PageTexts> =>
  describeTexts(
    texts,
    texts.map((_, i) => ({
      passages: Array.from({ length: i }, (_, j) => ({ start: j, end: j + 10 * i })),
      vectors: new Float32Array(i),
    })),
  );
const candidates = (texts: Record<number, string>) =>
  new Map(Object.entries(texts).map(([place, text]) => [Number(place), text]));

test('a page knows the passages of each text, also when it is joined of several', async () => {
  const page = joinTexts([await pageOf(['a', 'b', 'c']), await pageOf(['d', 'e', 'f', 'g'])]);
  expect([...page.counts]).toEqual([0, 1, 2, 0, 1, 2, 3]);
  expect([...startsOf(page)]).toEqual([0, 0, 1, 3, 3, 4, 6]);
  expect(rowsOf(page)).toBe(9);
  expect([...page.spans.subarray(2 * 7, 2 * 9)]).toEqual([1, 31, 2, 32]);
  expect(isStoredTexts(await sealTexts(page, new Float32Array(9)))).toBe(true);
});

test.each<[string, Record<number, string>, number[]]>([
  ['all of them', { 0: 'a', 1: 'b', 2: 'c', 3: 'd', 4: 'e' }, [0, 1, 2, 3, 4]],
  ['some of a block', { 0: 'a', 3: 'd', 4: 'e' }, [0, 3, 4]],
  ['one that has changed', { 0: 'a', 1: 'B', 2: 'c', 3: 'd' }, [0, 2, 3]],
  ['such that have changed places', { 0: 'b', 1: 'a', 2: 'c' }, [2]],
  ['texts that only look alike when they stand together', { 3: 'de', 4: '' }, []],
  ['nothing', {}, []],
])('the same texts are told from others: %s', async (_, texts, same) => {
  const page = joinTexts([await pageOf(['a', 'b', 'c']), await pageOf(['d', 'e'])]);
  expect(await findSame(page, candidates(texts))).toEqual(same);
});

test('what is not a page, or not all of one, is none', async () => {
  const page = await sealTexts(await pageOf(['a', 'b']), new Float32Array(1));
  expect(isStoredTexts(page)).toBe(true);
  for (const other of [
    undefined,
    [],
    [{ digest: 'a', passages: [] }],
    { ...page, counts: Uint32Array.of(1) },
    { ...page, digests: page.digests.subarray(1) },
    { ...page, blocks: Uint32Array.of(1) },
    { ...page, spans: new Uint32Array() },
    { ...page, hashes: [1, 2] },
    { ...page, vectorsDigest: undefined },
  ])
    expect(isStoredTexts(other)).toBe(false);
});

test('vectors and passages that a disk has spoilt are seen, whichever byte it is', async () => {
  const vectors = Float32Array.of(0.5, -0.5, 0.25);
  const page = await sealTexts(await pageOf(['a', 'b', 'c']), vectors);
  expect(await areWhole(page, vectors)).toBe(true);
  expect(await areWhole(page, Float32Array.of(0.5, Number.NaN, 0.25))).toBe(false);
  for (const numbers of [vectors, page.counts, page.spans]) {
    const bytes = new Uint8Array(numbers.buffer);
    for (let i = 0; i < bytes.length; i += 1) {
      bytes[i] = (bytes[i] as number) ^ 1;
      expect(await areWhole(page, vectors)).toBe(false);
      bytes[i] = (bytes[i] as number) ^ 1;
    }
  }
  expect(await areWhole(page, vectors)).toBe(true);
});
