import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { EmbeddingMap, type EmbeddingMapProps, type MapLayout } from '../../src/plots/index.js';
import { installTestWorkers } from '../../src/testing/index.js';

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

test('a table has what the picture shows', async () => {
  show();
  await userEvent.setup().click(screen.getByText('As a table'));
  const table = await screen.findByRole('table', { name: 'Animals' });
  expect(
    within(table)
      .getAllByRole('row')
      .map((row) => row.textContent),
  ).toEqual(['TextGroupxy', 'catMammals0.000.00', 'dogMammals1.000.00', 'troutFish2.000.00']);
});

describe('a layout', () => {
  const vectors = texts.map((_, i) => Float32Array.of(i, 1));
  const map = (props: Partial<EmbeddingMapProps>) => (
    <EmbeddingMap vectors={vectors} texts={texts} label="Animals" height={100} {...props} />
  );

  test('by default is that of principal components, from a worker', async () => {
    vi.stubGlobal('Worker', undefined);
    onTestFinished(installTestWorkers());
    render(map({}), { wrapper: StrictMode });
    expect(plane().getAttribute('aria-busy')).toBe('true');
    await waitFor(() => expect(plane().getAttribute('aria-busy')).toBe('false'));
    act(() => plane().focus());
    fireEvent.keyDown(plane(), { key: 'ArrowRight' });
    expect(named()).toBe('dog');
  });

  test('begins once, and is ended when nobody looks any more', async () => {
    const signals: AbortSignal[] = [];
    const layout: MapLayout = (_, { signal }) => {
      signals.push(signal);
      return new Promise(() => {});
    };
    const { unmount } = render(map({ layout }), { wrapper: StrictMode });
    await waitFor(() => expect(signals).toHaveLength(1));
    expect(signals[0]?.aborted).toBe(false);
    unmount();
    expect(signals[0]?.aborted).toBe(true);
  });

  test('of vectors that are no longer shown is ignored, however late it comes', async () => {
    const calls: { readonly count: number; readonly end: (places: Float32Array) => void }[] = [];
    const layout: MapLayout = (of) => new Promise((end) => calls.push({ count: of.length, end }));
    const { rerender } = render(map({ layout }), { wrapper: StrictMode });
    await waitFor(() => expect(calls).toHaveLength(1));
    rerender(map({ layout, vectors: vectors.slice(0, 2), texts: texts.slice(0, 2) }));
    await waitFor(() => expect(calls).toHaveLength(2));
    await act(async () => calls[1]?.end(Float32Array.of(0, 0, 1, 0)));
    await act(async () => calls[0]?.end(places));
    expect(plane().getAttribute('aria-busy')).toBe('false');
    point('pointerMove', 176, 50); // the second of two points, where the third of three would be
    expect(named()).toBe('dog');
  });

  test('is not asked again for a list that is new and holds the same', async () => {
    const layout = vi.fn(() => places);
    const { rerender } = render(map({ layout }), { wrapper: StrictMode });
    await waitFor(() => expect(plane().getAttribute('aria-busy')).toBe('false'));
    rerender(map({ layout, vectors: [...vectors] }));
    expect(plane().getAttribute('aria-busy')).toBe('false');
    expect(layout).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['fails', () => Promise.reject(new Error('No room.')), /No room/],
    ['gives too few places', () => Float32Array.of(1, 2), /two numbers, x and y, for each vector/],
  ])('that %s says so', async (_, layout, reason) => {
    render(map({ layout }), { wrapper: StrictMode });
    await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(reason));
  });
});
