import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { EmbeddingMap } from '../../src/plots/index.js';

// jsdom lays nothing out and has no canvas: the plane is 200 pixels wide, and what is drawn is tested by pictures.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(200);
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  onTestFinished(() => void vi.restoreAllMocks());
});

const texts = ['cat', 'dog', 'trout'];
const places = Float32Array.of(0, 0, 1, 0, 2, 0); // at x = 24, 100 and 176

function show(onSelect = vi.fn()) {
  const vectors = texts.map((_, i) => Float32Array.of(i, 1));
  const groups = ['Mammals', 'Mammals', 'Fish'];
  render(<EmbeddingMap {...{ vectors, texts, groups, places, onSelect }} label="Animals" height={100} />, {
    wrapper: StrictMode,
  });
  return onSelect;
}

const plane = () => screen.getByRole('application', { name: 'Animals' });
const named = () => screen.getByRole('status').textContent;

function point(type: 'pointerDown' | 'pointerMove' | 'pointerUp', offsetX: number, offsetY: number) {
  const kind = type.toLowerCase();
  const event = new MouseEvent(kind, { bubbles: true });
  Object.assign(Object.defineProperties(event, { offsetX: { value: offsetX }, offsetY: { value: offsetY } }));
  fireEvent(plane(), event);
}

test('the keyboard goes from point to point, chooses one, and gives it up', async () => {
  const onSelect = show();
  const user = userEvent.setup();
  await user.tab();
  expect(named()).toBe('cat, Mammals');
  await user.keyboard('{ArrowRight}{ArrowRight}');
  expect(named()).toBe('trout, Fish');
  await user.keyboard('{ArrowRight}'); // there is none
  expect(named()).toBe('trout, Fish');
  await user.keyboard('{Enter}');
  expect(onSelect).toHaveBeenLastCalledWith([2]);
  expect(screen.getByText('1 chosen')).toBeTruthy();
  await user.keyboard('{Escape}');
  expect(onSelect).toHaveBeenLastCalledWith([]);
  await user.tab();
  expect(named()).toBe('');
});

test('the pointer names the point it is near', () => {
  show();
  point('pointerMove', 103, 52);
  expect(named()).toBe('dog, Mammals');
  point('pointerMove', 140, 20);
  expect(named()).toBe('');
});

test('a line that is drawn around points chooses them, and a click one or none', () => {
  const onSelect = show();
  point('pointerDown', 10, 20);
  for (const [x, y] of [
    [60, 20],
    [120, 20],
    [120, 50],
    [120, 80],
    [60, 80],
    [10, 80],
    [10, 50],
    [10, 30],
  ] as const)
    point('pointerMove', x, y);
  point('pointerUp', 10, 20);
  expect(onSelect).toHaveBeenLastCalledWith([0, 1]);
  point('pointerDown', 176, 50);
  point('pointerUp', 176, 50);
  expect(onSelect).toHaveBeenLastCalledWith([2]);
  point('pointerDown', 140, 10);
  point('pointerUp', 140, 10);
  expect(onSelect).toHaveBeenLastCalledWith([]);
});

test('a table has what the picture shows', () => {
  show();
  const table = within(screen.getByText('As a table').closest('details') as HTMLElement).getByRole('table', {
    hidden: true,
  });
  expect(
    within(table)
      .getAllByRole('row', { hidden: true })
      .map((row) => row.textContent),
  ).toEqual(['TextGroupxy', 'catMammals0.000.00', 'dogMammals1.000.00', 'troutFish2.000.00']);
});
