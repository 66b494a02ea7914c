import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createEmbedder } from '../../src/engine/index.js';
import { EmbeddingMap, type EmbeddingMapProps, type MapLayout } from '../../src/plots/index.js';
import { installTestWorkers } from '../../src/testing/index.js';

// jsdom lays nothing out and has no canvas: the plane is 200 pixels wide, and what is drawn is tested by pictures.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(200);
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  onTestFinished(() => void vi.restoreAllMocks());
});

const texts = ['cat', 'dog', 'trout'];
const coordinates = Float32Array.of(0, 0, 1, 0, 2, 0); // at x = 24, 100 and 176

function show(onSelect = vi.fn()) {
  const vectors = texts.map((_, i) => Float32Array.of(i, 1));
  const groups = ['Mammals', 'Mammals', 'Fish'];
  render(
    <EmbeddingMap {...{ vectors, texts, groups, coordinates, onSelect }} label="Animals" height={100} />,
    {
      wrapper: StrictMode,
    },
  );
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

describe('zooms', () => {
  /** Where a pointer names the last text. */
  const namesTrout = (x: number) => {
    point('pointerMove', x, 50);
    return named() === 'trout, Fish';
  };

  test('with + and - around the point a person is on, and 0 shows all again', async () => {
    show();
    const user = userEvent.setup();
    await user.tab();
    await user.keyboard('{ArrowRight}++');
    expect(namesTrout(176)).toBe(false); // it is out of sight
    expect(plane().style.touchAction).toBe('none');
    await user.keyboard('0');
    expect(namesTrout(176)).toBe(true);
    expect(plane().style.touchAction).toBe('pan-y');
  });

  test('with its buttons, which have names', async () => {
    show();
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Zoom in' }));
    expect(namesTrout(176)).toBe(false);
    await user.click(screen.getByRole('button', { name: 'Zoom out' }));
    expect(namesTrout(176)).toBe(true);
    await user.dblClick(screen.getByRole('button', { name: 'Zoom in' }));
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    expect(namesTrout(176)).toBe(true);
  });

  const wheel = (init: WheelEventInit, offsetX = 176) => {
    const event = new WheelEvent('wheel', { bubbles: true, cancelable: true, ...init });
    Object.defineProperties(event, { offsetX: { value: offsetX }, offsetY: { value: 50 } });
    act(() => void plane().dispatchEvent(event));
    return event.defaultPrevented;
  };

  test('with the wheel and Control, around the pointer; otherwise the wheel scrolls the page', () => {
    show();
    expect(wheel({ deltaY: -120 })).toBe(false);
    expect(wheel({ deltaY: -300, ctrlKey: true })).toBe(true);
    expect(namesTrout(176)).toBe(true);
    expect(namesTrout(100)).toBe(false);
  });

  test('and the wheel moves it while it has the focus, until there is nothing left to move to', () => {
    show();
    wheel({ deltaY: -300, ctrlKey: true }, 100);
    expect(wheel({ deltaX: 40 })).toBe(false);
    act(() => plane().focus());
    expect(wheel({ deltaX: 5_000 })).toBe(true);
    expect(wheel({ deltaX: 5_000 })).toBe(false); // the page scrolls on
  });

  test('with two fingers, and then no line is drawn', () => {
    const onSelect = show();
    const finger = (type: 'pointerDown' | 'pointerMove' | 'pointerUp', pointerId: number, x: number) => {
      const event = new MouseEvent(type.toLowerCase(), { bubbles: true });
      Object.defineProperties(event, {
        offsetX: { value: x },
        offsetY: { value: 50 },
        pointerId: { value: pointerId },
      });
      fireEvent(plane(), event);
    };
    finger('pointerDown', 1, 90);
    finger('pointerDown', 2, 110);
    finger('pointerMove', 2, 150);
    finger('pointerUp', 1, 90);
    finger('pointerUp', 2, 150);
    expect(plane().style.touchAction).toBe('none');
    expect(namesTrout(176)).toBe(false);
    expect(onSelect).not.toHaveBeenCalled();
  });

  test('and is moved by the pointer where no line is to be drawn', async () => {
    const onSelect = show();
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Zoom in' }));
    const toggle = screen.getByRole('button', { name: 'Choose by drawing' });
    expect(toggle.getAttribute('aria-pressed')).toBe('true');
    await user.click(toggle);
    expect(toggle.getAttribute('aria-pressed')).toBe('false');
    point('pointerDown', 150, 50);
    for (let x = 150; x >= 60; x -= 10) point('pointerMove', x, 50);
    point('pointerUp', 60, 50);
    expect(onSelect).not.toHaveBeenCalled();
    expect([130, 140, 150].map(namesTrout)).toContain(true); // it was at 222
  });
});

test('Escape with nothing chosen is left to what is around', async () => {
  show();
  const user = userEvent.setup();
  await user.tab();
  const taken: boolean[] = [];
  const listen = (event: Event) => void taken.push(event.defaultPrevented);
  document.addEventListener('keydown', listen);
  onTestFinished(() => document.removeEventListener('keydown', listen));
  await user.keyboard('{Escape}{Enter}{Escape}');
  expect(taken).toEqual([false, true, true]);
});

test('the legend counts the points of each group', () => {
  show();
  expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    '● Mammals 2',
    '■ Fish 1',
  ]);
});

describe('the legend hides a group', () => {
  const hide = async (name: RegExp) => {
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name }));
    return user;
  };

  test('whose points neither the pointer, the keys nor a line reach, until it is shown again', async () => {
    const onSelect = show();
    const user = await hide(/Mammals/);
    expect(screen.getByRole('button', { name: /Mammals/ }).getAttribute('aria-pressed')).toBe('false');
    point('pointerMove', 103, 52);
    expect(named()).toBe('');
    act(() => plane().focus());
    expect(named()).toBe('trout, Fish');
    await user.keyboard('{ArrowLeft}');
    expect(named()).toBe('trout, Fish');
    await user.click(screen.getByRole('button', { name: /Mammals/ }));
    point('pointerMove', 103, 52);
    expect(named()).toBe('dog, Mammals');
    expect(onSelect).not.toHaveBeenCalled();
  });

  test('with the keys of a button; of a map without a shown point no point is named', async () => {
    show();
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: /Mammals/ }));
    screen.getByRole('button', { name: /Fish/ }).focus();
    await user.keyboard(' ');
    expect(screen.getByRole('button', { name: /Fish/ }).getAttribute('aria-pressed')).toBe('false');
    act(() => plane().focus());
    expect(named()).toBe('');
  });

  test('and all groups after the eighth as one', async () => {
    const many = Array.from({ length: 10 }, (_, i) => `group ${i + 1}`);
    const places = Float32Array.from(many.flatMap((_, i) => [i, 0]));
    render(
      <EmbeddingMap
        vectors={many.map((_, i) => Float32Array.of(i, 1))}
        texts={many}
        groups={many}
        coordinates={places}
        label="Animals"
        height={100}
      />,
      { wrapper: StrictMode },
    );
    const legend = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
    expect([legend.length, legend[8]]).toEqual([9, '• Other 2']);
    const user = await hide(/Other/);
    act(() => plane().focus());
    await user.keyboard('{ArrowRight}'.repeat(9));
    expect(named()).toBe('group 8, group 8');
  });
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
    const calls: { readonly count: number; readonly end: (coordinates: Float32Array) => void }[] = [];
    const layout: MapLayout = (of) => new Promise((end) => calls.push({ count: of.length, end }));
    const { rerender } = render(map({ layout }), { wrapper: StrictMode });
    await waitFor(() => expect(calls).toHaveLength(1));
    rerender(map({ layout, vectors: vectors.slice(0, 2), texts: texts.slice(0, 2) }));
    await waitFor(() => expect(calls).toHaveLength(2));
    await act(async () => calls[1]?.end(Float32Array.of(0, 0, 1, 0)));
    await act(async () => calls[0]?.end(coordinates));
    expect(plane().getAttribute('aria-busy')).toBe('false');
    point('pointerMove', 176, 50); // the second of two points, where the third of three would be
    expect(named()).toBe('dog');
  });

  test('is not asked again for a list that is new and holds the same', async () => {
    const layout = vi.fn(() => coordinates);
    const { rerender } = render(map({ layout }), { wrapper: StrictMode });
    await waitFor(() => expect(plane().getAttribute('aria-busy')).toBe('false'));
    rerender(map({ layout, vectors: [...vectors] }));
    expect(plane().getAttribute('aria-busy')).toBe('false');
    expect(layout).toHaveBeenCalledTimes(1);
  });

  test('is not asked for vectors without a meaning, though they are copies, unless the app asks', async () => {
    await using embedder = createEmbedder({ backends: ['hash'] });
    const hashes = (await embedder.embedMany(texts)).map((vector) => vector.slice());
    const layout = vi.fn(() => coordinates);
    const { rerender } = render(map({ layout, vectors: hashes }), { wrapper: StrictMode });
    await waitFor(() =>
      expect(screen.getByRole('alert').textContent).toMatch(/Hash vectors have no meaning/),
    );
    expect(layout).not.toHaveBeenCalled();
    rerender(map({ layout, vectors: hashes, requireSemantic: false }));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toBe(''));
    expect(layout).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['fails', () => Promise.reject(new Error('No room.')), /No room/],
    ['gives too few coordinates', () => Float32Array.of(1, 2), /x and y for each vector/],
  ])('that %s says so', async (_, layout, reason) => {
    render(map({ layout }), { wrapper: StrictMode });
    await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(reason));
  });
});
