import { expect, test } from 'vitest';
import { createVectorCache, spaceOf, withSpace } from '../../../src/engine/index.js';

const vector = (value: number) => Float32Array.of(value);

test('a vector is found under its space and input, and under no other', () => {
  const cache = createVectorCache();
  cache.set('space', 'text', vector(1));
  expect(cache.get('space', 'text')).toEqual(vector(1));
  expect(cache.get('space', 'other')).toBeUndefined();
  expect(cache.get('other', 'text')).toBeUndefined();
});

test('a full cache forgets what was unused for longest', () => {
  const cache = createVectorCache({ maxVectors: 2 });
  cache.set('s', 'a', vector(1));
  cache.set('s', 'b', vector(2));
  cache.get('s', 'a');
  cache.set('s', 'c', vector(3));
  expect(cache.size).toBe(2);
  expect(cache.get('s', 'a')).toEqual(vector(1));
  expect(cache.get('s', 'b')).toBeUndefined();
});

test('setting a vector again replaces it', () => {
  const cache = createVectorCache({ maxVectors: 2 });
  cache.set('s', 'a', vector(1));
  cache.set('s', 'a', vector(2));
  expect(cache.size).toBe(1);
  expect(cache.get('s', 'a')).toEqual(vector(2));
});

test('a vector knows its space once it is told', () => {
  const own = vector(1);
  expect(spaceOf(own)).toBeUndefined();
  expect(spaceOf(withSpace(own, 'space'))).toBe('space');
});
