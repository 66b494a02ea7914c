import { act, screen, waitFor } from '@testing-library/react';
import { Profiler, type ReactNode, Suspense, useState } from 'react';
import { describe, expect, test, vi } from 'vitest';
import { defer } from '../../src/engine/utils/promises.js';
import { createSearchApi } from '../../src/engine/workers/search/api.js';
import {
  SemanticSearch,
  type SemanticSearchResult,
  type UseSearchIndexResult,
  useSearchIndex,
  useSemanticSearch,
} from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { lookUpWorkers, workerOf } from '../support/scriptedWorker.js';

const places = { cat: [1, 0], dog: [0.8, 0.6], trout: [0, 1], kitten: [0.98, 0.2] };
const names = ['cat', 'dog', 'trout'];
const startWorker = () => workerOf(createSearchApi());

class Breed {
  readonly since = new Date();
}

/** What apps put into items besides plain data; made anew at each render. */
const FIELDS: Readonly<Record<string, () => unknown>> = {
  function: () => () => {},
  date: () => new Date(),
  element: () => <b>cat</b>,
  'class instance': () => new Breed(),
  map: () => new Map([[{}, () => {}]]),
  set: () => new Set([{}]),
  NaN: () => Number.NaN,
  'typed array': () => new Float32Array(3),
  symbol: () => Symbol('cat'),
  bigint: () => 1n,
  promise: () => Promise.resolve(),
  'random number': () => Math.random(),
  'plain object': () => ({ legs: [4] }),
};

interface Item {
  readonly name: string;
  readonly more: unknown;
}

const inline = (make: () => unknown): readonly Item[] => names.map((name) => ({ name, more: make() }));
const getText = ({ name }: Item) => name;
const textOf = (hits: readonly { readonly item: Item }[]) => hits.map(({ item }) => item.name).join(' ');

/** How often what is in it has been rendered. */
function Counted({ counts, children }: { counts: { renders: number }; children: ReactNode }) {
  return (
    <Profiler
      id="counted"
      onRender={() => {
        counts.renders += 1;
      }}
    >
      {children}
    </Profiler>
  );
}

function WithHook({ make }: { make: () => unknown }) {
  const settings = { query: 'kitten', mode: 'semantic', debounceMs: 0, worker: startWorker } as const;
  const { status, hits } = useSemanticSearch({ items: inline(make), getText, ...settings });
  return <p>{`${status}: ${textOf(hits)}`}</p>;
}

function WithIndex({ make }: { make: () => unknown }) {
  const { index } = useSearchIndex(inline(make), { getText, worker: startWorker });
  const { status, hits } = useSemanticSearch({ index, query: 'dog', mode: 'lexical', debounceMs: 0 });
  return <p>{`${status}: ${textOf(hits)}`}</p>;
}

let search: SemanticSearchResult<Item>;
interface Props {
  readonly items: readonly Item[];
  readonly locale?: string;
  readonly worker?: () => Worker;
}

function Probe({ items, locale = 'en', worker = startWorker }: Props) {
  const read = ({ name }: Item) => (locale === 'en' ? name : `${name} (${locale})`);
  search = useSemanticSearch({
    items,
    getText: read,
    query: 'dog',
    mode: 'lexical',
    debounceMs: 0,
    worker,
  });
  return <p>{`${search.status}: ${search.hits.map(({ item }) => `${item.name} ${item.more}`).join(' ')}`}</p>;
}

let result: UseSearchIndexResult<Item>;

function Owner({ items }: { items: readonly Item[] }) {
  result = useSearchIndex(items, { getText, worker: startWorker });
  return <Reader index={result.index} />;
}

function Reader({ index }: Pick<UseSearchIndexResult<Item>, 'index'>) {
  const { status, hits } = useSemanticSearch({
    index,
    query: 'dog',
    mode: 'lexical',
    debounceMs: 0,
  });
  return <p>{`${status}: ${hits.map(({ item }) => item.more).join(' ')}`}</p>;
}

const late = { isLoaded: false, loaded: defer<void>(), suspend: () => {} };

function Late() {
  const [isLate, setLate] = useState(false);
  late.suspend = () => setLate(true);
  if (isLate && !late.isLoaded) throw late.loaded.promise;
  return <p>late</p>;
}

describe('items made anew at each render, which hold', () => {
  const made = Object.entries(FIELDS);

  test.for(made)('%s are searched, and the hook comes to rest', async ([kind, make], { task }) => {
    const counts = { renders: 0 };
    const embedder = scriptedEmbedder(lookUpWorkers(places));
    const app = () => (
      <Counted counts={counts}>
        <WithHook make={make} />
      </Counted>
    );
    const { rerender } = renderWithEmbedder(app(), embedder);
    await screen.findByText('ready: cat dog trout');
    Object.assign(task.meta, {
      figures: { inline_items_renders: counts.renders, [`inline_items_renders: ${kind}`]: counts.renders },
    });
    expect(counts.renders).toBeLessThanOrEqual(12);
    const before = counts.renders;
    rerender(app());
    screen.getByText('ready: cat dog trout');
    await act(async () => {});
    expect(counts.renders - before).toBeLessThanOrEqual(2);
  });

  test.each(made.filter(([name]) => name !== 'random number'))(
    '%s are in an index, and the hook comes to rest',
    async (_, make) => {
      const counts = { renders: 0 };
      const app = () => (
        <Counted counts={counts}>
          <WithIndex make={make} />
        </Counted>
      );
      const { rerender } = renderWithEmbedder(app(), scriptedEmbedder(lookUpWorkers(places)));
      await screen.findByText('ready: dog');
      expect(counts.renders).toBeLessThanOrEqual(12);
      const before = counts.renders;
      rerender(app());
      await act(async () => {});
      screen.getByText('ready: dog');
      expect(counts.renders - before).toBeLessThanOrEqual(2);
    },
  );

  test.each(made)('%s cost a component no further render, and each text is read once', async (_, make) => {
    const counts = { renders: 0 };
    const read = vi.fn(getText);
    const app = () => (
      <Counted counts={counts}>
        <SemanticSearch
          items={inline(make)}
          getText={read}
          label="Animals"
          worker={startWorker}
          defaultQuery="kitten"
          mode="semantic"
          debounceMs={0}
        >
          {({ item }) => item.name}
        </SemanticSearch>
      </Counted>
    );
    const { rerender } = renderWithEmbedder(app(), scriptedEmbedder(lookUpWorkers(places)));
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(3));
    await act(async () => {});
    const before = counts.renders;
    read.mockClear();
    for (let i = 0; i < 20; i += 1) rerender(app());
    await act(async () => {});
    expect(counts.renders - before).toBeLessThanOrEqual(22);
    expect(read.mock.calls.length).toBeLessThanOrEqual(20 * 3 * 3); // by the index, and for the hits, twice in StrictMode
  });

  test('a random number do not end in a loop', async () => {
    const app = () => <WithIndex make={() => Math.random()} />;
    const { rerender } = renderWithEmbedder(app(), scriptedEmbedder(lookUpWorkers(places)));
    await screen.findByText('ready: dog');
    rerender(app());
    await screen.findByText('ready: dog');
  });

  test('a function run the newest one when they are chosen', async () => {
    const runs: number[] = [];
    const app = (turn: number) => (
      <SemanticSearch
        items={names.map((name) => ({ name, run: () => runs.push(turn) }))}
        getText={({ name }) => name}
        label="Animals"
        worker={startWorker}
        defaultQuery="cat"
        mode="lexical"
        debounceMs={0}
        onSelect={({ item }) => item.run()}
      >
        {({ item }) => item.name}
      </SemanticSearch>
    );
    const { rerender } = renderWithEmbedder(app(1), scriptedEmbedder(lookUpWorkers(places)));
    await screen.findByRole('option');
    rerender(app(2));
    act(() => screen.getByRole('option').click());
    expect(runs).toEqual([2]);
  });
});

describe('an index of a component', () => {
  test('holds texts as getText reads them now', async () => {
    const items = [
      { name: 'dog', more: 1 },
      { name: 'cat', more: 2 },
    ];
    const embedder = scriptedEmbedder(lookUpWorkers(places));
    const { rerender } = renderWithEmbedder(<Probe items={items} />, embedder);
    await screen.findByText('ready: dog 1');
    expect(search.hits[0]?.id).toBe('dog');
    rerender(<Probe items={items} locale="de" />);
    await waitFor(() => expect(search).toMatchObject({ status: 'ready', hits: [{ id: 'dog (de)' }] }));
  });

  test('costs a render of its parent little when 10,000 items are equal copies', async ({ task }) => {
    const list = () => Array.from({ length: 10_000 }, (_, more) => ({ name: `dog ${more}`, more }));
    const embedder = scriptedEmbedder(lookUpWorkers(places));
    const { rerender } = renderWithEmbedder(<Probe items={list()} />, embedder);
    await screen.findByText(/^ready: dog /);
    const { index, request } = search;
    const times = Array.from({ length: 30 }, () => {
      const copies = list();
      const start = performance.now();
      rerender(<Probe items={copies} />);
      const ms = performance.now() - start;
      expect(index?.items?.getAll()[9_999]).toBe(copies[9_999]);
      return ms;
    });
    const equal_copies_ms_per_render = Math.min(...times); // whatever else the machine does only adds
    Object.assign(task.meta, { figures: { equal_copies_ms_per_render } }); // for `npm run test:react`
    expect(search.request).toBe(request);
  });

  test('shows other data of an item at once, and searches for nothing', async () => {
    const embedder = scriptedEmbedder(lookUpWorkers(places));
    const { rerender } = renderWithEmbedder(<Probe items={[{ name: 'dog', more: 1 }]} />, embedder);
    await screen.findByText('ready: dog 1');
    const { request } = search;
    rerender(<Probe items={[{ name: 'dog', more: 2 }]} />);
    screen.getByText('ready: dog 2');
    expect(search.request).toBe(request);
  });

  test('finds each of two items with one text', async () => {
    const items = [
      { name: 'dog', more: 1 },
      { name: 'cat', more: 2 },
      { name: 'dog', more: 3 },
    ];
    renderWithEmbedder(<Probe items={items} />, scriptedEmbedder(lookUpWorkers(places)));
    await screen.findByText('ready: dog 1 dog 3');
  });

  test('leaves out an item that cannot be read, names it to the developer, and takes it when it can be read', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const items = (name: unknown) => [
      { name: name as string, more: 0 },
      { name: 'dog', more: 1 },
    ];
    const embedder = scriptedEmbedder(lookUpWorkers(places));
    const { rerender } = renderWithEmbedder(<Probe items={items(undefined)} />, embedder);
    await screen.findByText('ready: dog 1');
    rerender(<Probe items={items(undefined)} />);
    expect(search).toMatchObject({
      isError: false,
      error: undefined,
      indexState: { items: 1, itemError: { code: 'invalid-input', details: { indexes: [0] } } },
    });
    expect(warn.mock.calls).toEqual([
      [
        'react-embeddings: an item cannot be searched. getText returned undefined for item 0. It must return a string.',
      ],
    ]);
    rerender(<Probe items={items('dog tag')} />);
    await screen.findByText('ready: dog 1 dog tag 0');
    expect(search?.indexState.itemError).toBeUndefined();
    warn.mockRestore();
  });

  test('shows other data of items beside one that cannot be read', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const items = (more: number) => [undefined as unknown as Item, { name: 'dog', more }];
    const { rerender } = renderWithEmbedder(
      <Probe items={items(1)} />,
      scriptedEmbedder(lookUpWorkers(places)),
    );
    await screen.findByText('ready: dog 1');
    rerender(<Probe items={items(2)} />);
    await screen.findByText('ready: dog 2');
    warn.mockRestore();
  });

  test('tells when no item can be read, and goes on when one can', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const bad = [{ name: undefined as unknown as string, more: 1 }];
    const embedder = scriptedEmbedder(lookUpWorkers(places));
    const { rerender } = renderWithEmbedder(<Probe items={[...bad]} />, embedder);
    await screen.findByText('error:');
    expect(search).toMatchObject({
      isError: true,
      hits: [],
      error: { code: 'invalid-input', message: expect.stringContaining('getText returned undefined') },
    });
    rerender(<Probe items={[...bad]} />);
    rerender(<Probe items={[{ name: 'dog', more: 1 }]} />);
    await screen.findByText('ready: dog 1');
    warn.mockRestore();
  });

  test('is made once in StrictMode, also by a tree that suspends', async () => {
    const worker = vi.fn(startWorker);
    const terminated = vi.fn();
    const items = [{ name: 'dog', more: 1 }];
    const start = () => {
      worker();
      return workerOf(createSearchApi(), terminated);
    };
    renderWithEmbedder(
      <Suspense fallback="waits">
        <Probe items={items} worker={start} />
        <Late />
      </Suspense>,
      scriptedEmbedder(lookUpWorkers(places)),
    );
    await screen.findByText('ready: dog 1');
    act(() => late.suspend());
    screen.getByText('waits');
    late.isLoaded = true;
    await act(async () => late.loaded.resolve());
    await screen.findByText('ready: dog 1');
    await act(async () => {});
    expect([worker.mock.calls.length, terminated.mock.calls.length]).toEqual([1, 0]);
  });
});

describe('an index for another component', () => {
  test('shows other data of an item there', async () => {
    const app = (more: number) => <Owner items={[{ name: 'dog', more }]} />;
    const { rerender } = renderWithEmbedder(app(1), scriptedEmbedder(lookUpWorkers(places)));
    await screen.findByText('ready: 1');
    rerender(app(2));
    await screen.findByText('ready: 2');
    act(() => void result.index?.add([{ name: 'dog', more: 3 }]));
    await screen.findByText('ready: 3');
  });

  test('tells of an item that is left out, and has the others', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const bad = [{ name: 'dog', more: 1 }, { more: 2 } as Item];
    renderWithEmbedder(<Owner items={bad} />, scriptedEmbedder(lookUpWorkers(places)));
    await screen.findByText('ready: 1');
    expect(result.indexState).toMatchObject({ items: 1, itemError: { code: 'invalid-input' } });
    expect(result.indexState.error).toBeUndefined();
    warn.mockRestore();
  });
});

function EnglishSearch() {
  const { hits } = useSemanticSearch({
    items: names,
    query: 'dogs',
    language: 'en',
    mode: 'lexical',
    worker: startWorker,
    debounceMs: 0,
  });
  return <p>{hits.map(({ item }) => item).join(' ')}</p>;
}

test('an index of a component is of the language that it names', async () => {
  renderWithEmbedder(<EnglishSearch />, scriptedEmbedder(lookUpWorkers(places)));
  await screen.findByText('dog');
});
