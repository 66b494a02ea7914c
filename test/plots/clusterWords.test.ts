import { expect, test } from 'vitest';
import { namesOfClusters } from '../../src/plots/clusterWords.js';

const around = (x: number, y: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ x: x + (i % 4), y: y + Math.floor(i / 4) }));

test('without groups a cluster is named by the words that set it apart, and not by those that all have', () => {
  const points = [...around(0, 0, 24), ...around(200, 100, 24)];
  const texts = points.map((_, i) =>
    i < 24 ? `the garden ${i % 3 ? 'tomatoes' : 'basil'} of today` : `the night train of today ${i}`,
  );
  const names = namesOfClusters(points, texts).map(({ name }) => name);
  expect(names).toHaveLength(2);
  expect(names[0]).toMatch(/^(garden, tomatoes|tomatoes, garden)$/);
  expect(names[1]).toMatch(/^(night, train|train, night)$/);
});

test('a word that other texts have, too, names no cluster, though all of its own have it', () => {
  const points = [...around(0, 0, 24), ...around(200, 100, 24), ...around(0, 400, 24)];
  const kinds = [
    ['a bowl of soup', 'grilled cheese'],
    ['the snow and the fog', 'the storm and the wind'],
    ['the train and the ferry', 'the tram and the bus'],
  ];
  const texts = points.map((_, i) => kinds[Math.floor(i / 24)]?.[i % 2] ?? '');
  const names = namesOfClusters(points, texts).map(({ name }) => name);
  expect(names.join()).not.toMatch(/the|and/);
  expect(names.join()).toMatch(/snow|storm|wind|train|ferry|tram/);
});

test('a word that sets a cluster apart names it, though two of the many texts of another mention it', () => {
  const points = [...around(0, 0, 36), ...around(400, 0, 36), ...around(0, 400, 72)];
  const texts = points.map((_, i) => {
    if (i < 36) return i % 3 ? 'a garden' : 'a garden of tomatoes';
    if (i < 72) return 'the night train';
    return i < 74 ? 'fresh bread for the garden' : 'fresh bread';
  });
  const [garden] = namesOfClusters(points, texts).filter(({ at }) => at.x < 100 && at.y < 100);
  expect(garden?.name).toBe('garden, tomatoes');
});

test('a few points have no clusters', () => {
  expect(namesOfClusters(around(0, 0, 10), Array(10).fill('a garden'))).toEqual([]);
});
