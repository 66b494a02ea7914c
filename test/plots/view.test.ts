import { expect, test } from 'vitest';
import { including, moved, seenAt, UNZOOMED, zoomed } from '../../src/plots/view.js';

const size = { width: 200, height: 100 };

test('what is zoomed stays under the pointer', () => {
  const at = { x: 150, y: 20 };
  const view = zoomed(UNZOOMED, 2, at, size);
  expect(view.scale).toBe(2);
  expect(seenAt(view, at)).toEqual(at);
  expect(zoomed(view, 0.5, at, size)).toEqual(UNZOOMED);
});

test('nothing beside the map is shown, however far it is moved or made smaller', () => {
  expect(zoomed(UNZOOMED, 0.1, { x: 0, y: 0 }, size)).toBe(UNZOOMED);
  expect(moved(UNZOOMED, { x: 50, y: 50 }, size)).toBe(UNZOOMED);
  const view = zoomed(UNZOOMED, 2, { x: 0, y: 0 }, size);
  expect(moved(view, { x: -1_000, y: 10 }, size)).toEqual({ scale: 2, x: -200, y: 0 });
});

test('a place that is out of sight comes into it, with a margin, and one that is seen moves nothing', () => {
  const view = zoomed(UNZOOMED, 4, { x: 0, y: 0 }, size);
  const place = { x: 100, y: 10 };
  const next = including(view, place, size, 24);
  expect(seenAt(next, place)).toEqual({ x: 176, y: 40 });
  expect(including(next, place, size, 24)).toBe(next);
});
