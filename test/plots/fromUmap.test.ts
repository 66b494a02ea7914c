import { UMAP } from 'umap-js';
import { expect, test } from 'vitest';
import { fromUmap } from '../../src/plots/index.js';

/** Vectors in clusters of twenty, around corners of a cube. */
const vectors = Array.from({ length: 60 }, (_, i) =>
  Float32Array.from({ length: 8 }, (_, j) => (j === i % 3 ? 5 : 0) + Math.sin(7 * i + 3 * j) / 4),
);
const { signal } = new AbortController();

test('the real package puts like vectors close to each other, and other ones apart', async () => {
  const coordinates = await fromUmap(UMAP, { nEpochs: 200 })(vectors, { signal });
  expect(coordinates).toHaveLength(120);
  const distance = (a: number, b: number) =>
    Math.hypot(
      (coordinates[2 * a] as number) - (coordinates[2 * b] as number),
      (coordinates[2 * a + 1] as number) - (coordinates[2 * b + 1] as number),
    );
  const all = vectors.map((_, i) => i);
  const nearestOf = (i: number) =>
    all.filter((j) => j !== i).toSorted((a, b) => distance(i, a) - distance(i, b))[0];
  const strays = all.filter((i) => Number(nearestOf(i)) % 3 !== i % 3);
  expect(strays).toEqual([]);
});

test('the same vectors give the same picture', async () => {
  const layout = fromUmap(UMAP, { nEpochs: 20 });
  expect(await layout(vectors, { signal })).toEqual(await layout(vectors, { signal }));
});

test.each([0, 1, 3, 4, 10])('of %i vectors each has a place', async (count) => {
  const coordinates = await fromUmap(UMAP, { nEpochs: 10 })(vectors.slice(0, count), { signal });
  expect(coordinates).toHaveLength(2 * count);
  expect(coordinates.every(Number.isFinite)).toBe(true);
});

test('who gives up ends it between two epochs', async () => {
  const ended = new AbortController();
  const coordinates = fromUmap(UMAP, { nEpochs: 1_000_000 })(vectors, { signal: ended.signal });
  const reason = new Error('enough');
  ended.abort(reason);
  await expect(coordinates).rejects.toBe(reason);
});
