import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SearchMethods } from '../../src/engine/rpc/searchProtocol.js';
import { defer } from '../../src/engine/utils/promises.js';
import { createSearchApi } from '../../src/engine/workers/search/api.js';
import {
  createRemoteIndex,
  createSearchIndex,
  type Embedder,
  EmbedError,
  type ItemFilter,
  type SearchableIndex,
  type SearchSettings,
  type SemanticSearchResult,
  useSearchIndex,
  useSemanticSearch,
} from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { lookUpWorkers, workerOf } from '../support/scriptedWorker.js';

interface Animal {
  readonly name: string;
  readonly legs?: number;
}

const animals: readonly Animal[] = [{ name: 'cat' }, { name: 'dog' }, { name: 'trout' }];

// Where the scripted model puts each text. Whoever is not listed is at the origin.
const places = {
  cat: [1, 0],
  dog: [0.8, 0.6],
  trout: [0, 1],
  kitten: [0.98, 0.2],
  fish: [0.1, 0.99],
  tr: [0, 1],
};

const startWorker = () => workerOf(createSearchApi());
const down = async () => {
  throw new EmbedError('model-load-failed', 'The server is down.');
};

let latest: SemanticSearchResult<Animal>;
let renders = 0;

type ProbeProps = SearchSettings<Animal> & {
  readonly query: string;
  readonly items?: readonly Animal[];
  readonly enabled?: boolean;
  readonly worker?: () => Worker;
  readonly makeFilter?: () => ItemFilter<Animal>;
};

/** Every function is made anew at each render, also at those that the hook causes. */
function Probe({ items = animals, worker = startWorker, makeFilter, ...options }: ProbeProps) {
  renders += 1;
  const filter = makeFilter?.();
  const getText = ({ name }: Animal) => name;
  const settings = { mode: 'semantic', debounceMs: 0, ...options, ...(filter && { filter }) } as const;
  latest = useSemanticSearch({ items, getText, worker, ...settings });
  return <Found result={latest} />;
}

function Borrower({ index, query }: { index: SearchableIndex<Animal> | undefined; query: string }) {
  latest = useSemanticSearch({ index, query, mode: 'semantic', debounceMs: 0 });
  return <Found result={latest} />;
}

let lateStatus: string | undefined;

/** An index and a search of items that may not be there yet. */
function Late({ items }: { items: readonly Animal[] | undefined | null }) {
  const getText = ({ name }: Animal) => name;
  lateStatus = useSearchIndex(items, { getText, worker: startWorker }).indexState.status;
  latest = useSemanticSearch({ items, getText, worker: startWorker, query: 'kitten', debounceMs: 0 });
  return null;
}

function Words({ indexes, query }: { indexes: readonly SearchableIndex<Animal>[]; query: string }) {
  return indexes.map((index, i) => <WordsOf key={i === 0 ? 'page' : 'server'} index={index} query={query} />);
}

function WordsOf({ index, query }: { index: SearchableIndex<Animal>; query: string }) {
  return <p>{useSemanticSearch({ index, query, mode: 'lexical' }).status}</p>;
}

function Owner() {
  const { index } = useSearchIndex(animals, { getText: ({ name }) => name, worker: startWorker });
  return <Borrower index={index} query="kitten" />;
}

function Texts() {
  const { hits } = useSemanticSearch({ items: ['cat', 'dog'], query: 'dog', worker: startWorker });
  return <p>{hits.map(({ item }) => item.toUpperCase()).join(' ')}</p>;
}

function Found({ result: { status, hits } }: { result: SemanticSearchResult<Animal> }) {
  return <p>{`${status}: ${hits.map(({ item }) => item.name).join(' ')}`}</p>;
}

/** Batches of texts that hold one of `held` wait. */
function heldWorkers(...held: readonly string[]) {
  const gate = defer<void>();
  const workers = lookUpWorkers(places, (inputs) =>
    inputs.some((input) => held.includes(input)) ? gate.promise : undefined,
  );
  return { workers, release: () => gate.resolve() };
}

/** Workers whose model can be loaded from `mend()` on. */
function brokenWorkers() {
  let works = false;
  const loads = { count: 0 };
  const workers = lookUpWorkers(places, undefined, async () => {
    loads.count += 1;
    return works ? { runtime: 'encoder' } : down();
  });
  return {
    workers,
    loads,
    mend: () => {
      works = true;
    },
  };
}

function silenceWarnings() {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
}

function ownIndex(embedder: Embedder) {
  const index = createSearchIndex<Animal>({ embedder, getText: ({ name }) => name, worker: startWorker });
  onTestFinished(() => index.dispose());
  index.add(animals);
  return index;
}

describe('a search among items', () => {
  test('finds by meaning and words together, and tells what each hit is worth', async () => {
    renderWithEmbedder(<Probe query="kitten" mode="hybrid" />, scriptedEmbedder(lookUpWorkers(places)));
    await screen.findByText('ready: cat dog trout');
    expect(latest).toMatchObject({ mode: 'hybrid', error: undefined });
    expect(latest.hits[0]).toMatchObject({ item: animals[0], id: 'cat', semanticRank: 1, matches: [] });
    expect(latest.hits[0]?.cosine).toBeCloseTo(0.98, 2);
  });

  test('gives no more hits than the limit', async () => {
    renderWithEmbedder(<Probe query="kitten" limit={2} />, scriptedEmbedder(lookUpWorkers(places)));
    await screen.findByText('ready: cat dog');
  });

  test('needs no getText for texts', async () => {
    renderWithEmbedder(<Texts />, scriptedEmbedder(lookUpWorkers(places)));
    await screen.findByText('DOG CAT');
  });

  test.each(['', '   '])('is idle for a blank query, and the items are embedded meanwhile', async (query) => {
    const workers = lookUpWorkers(places);
    const { rerender } = renderWithEmbedder(<Probe query={query} />, scriptedEmbedder(workers));
    screen.getByText('idle:');
    await waitFor(() => expect(latest.indexState).toEqual({ status: 'ready', items: 3 }));
    rerender(<Probe query="fish" />);
    await screen.findByText('ready: trout dog cat');
  });

  test('loads nothing until it is enabled', async () => {
    const workers = lookUpWorkers(places);
    const embedder = scriptedEmbedder(workers);
    const { rerender } = renderWithEmbedder(<Probe query="fish" enabled={false} />, embedder);
    await waitFor(() => expect(latest.indexState.items).toBe(3));
    screen.getByText('idle:');
    expect(workers.counts.started).toBe(0);
    rerender(<Probe query="fish" enabled />);
    await screen.findByText('ready: trout dog cat');
  });

  test('loads no model to search by words', async () => {
    const workers = lookUpWorkers(places);
    renderWithEmbedder(<Probe query="dog" mode="lexical" />, scriptedEmbedder(workers));
    await screen.findByText('ready: dog');
    expect(workers.counts.started).toBe(0);
  });

  test('of no items has no hits, and starts no worker', async () => {
    const workers = lookUpWorkers(places);
    const worker = vi.fn(startWorker);
    renderWithEmbedder(<Probe query="kitten" items={[]} worker={worker} />, scriptedEmbedder(workers));
    screen.getByText('ready:');
    expect([workers.counts.started, worker.mock.calls.length]).toEqual([0, 0]);
  });

  test('searches for each key, and computes no vector of a query that another has replaced', async () => {
    const first = defer<void>();
    const workers = lookUpWorkers(places, (inputs) => (inputs.includes('f') ? first.promise : undefined));
    const { rerender } = renderWithEmbedder(
      <Probe query="kitten" debounceMs={undefined} />,
      scriptedEmbedder(workers),
    );
    await screen.findByText('ready: cat dog trout');
    rerender(<Probe query="f" debounceMs={undefined} />);
    await waitFor(() => expect(workers.batches.flat()).toContain('f'));
    for (const query of ['fi', 'fis', 'fish']) rerender(<Probe query={query} debounceMs={undefined} />);
    first.resolve();
    await screen.findByText('ready: trout dog cat');
    expect(workers.batches.flat().filter((text) => text.startsWith('f'))).toEqual(['f', 'fish']);
  });

  test('searches in the page within the render of a key, and on a server once the typing pauses', async () => {
    const embedder = scriptedEmbedder(lookUpWorkers(places));
    const inPage = createSearchIndex<Animal>({ embedder, getText: ({ name }) => name, worker: startWorker });
    const onServer = createRemoteIndex<Animal>({ embedder, url: 'https://host.example/search' });
    onTestFinished(() => void inPage.dispose());
    const none = { hits: [], mode: 'lexical', fusion: 'none' } as const;
    const searched = (index: SearchableIndex<Animal>) => vi.spyOn(index, 'search').mockResolvedValue(none);
    const [pages, servers] = [searched(inPage), searched(onServer)];
    const { rerender } = renderWithEmbedder(<Words indexes={[inPage, onServer]} query="d" />, embedder);
    for (const query of ['do', 'dog']) rerender(<Words indexes={[inPage, onServer]} query={query} />);
    const queriesOf = ({ mock }: typeof pages) => [...new Set(mock.calls.map(([query]) => query))];
    expect(queriesOf(pages)).toEqual(['d', 'do', 'dog']);
    expect(queriesOf(servers)).toEqual(['d']);
    await waitFor(() => expect(queriesOf(servers)).toEqual(['d', 'dog']));
  });

  test('waits until the typing pauses where that is asked for', async () => {
    const workers = lookUpWorkers(places);
    const { rerender } = renderWithEmbedder(
      <Probe query="kitten" debounceMs={20} />,
      scriptedEmbedder(workers),
    );
    await screen.findByText('ready: cat dog trout');
    for (const query of ['f', 'fi', 'fis', 'fish']) rerender(<Probe query={query} debounceMs={20} />);
    screen.getByText('stale: cat dog trout');
    await screen.findByText('ready: trout dog cat');
    expect(workers.batches.flat()).not.toContain('fi');
  });

  test('ends its index with the component', async () => {
    const terminated = vi.fn();
    const worker = () => workerOf(createSearchApi(), terminated);
    const { unmount } = renderWithEmbedder(
      <Probe query="kitten" worker={worker} />,
      scriptedEmbedder(lookUpWorkers(places)),
    );
    await screen.findByText('ready: cat dog trout');
    unmount();
    await waitFor(() => expect(terminated).toHaveBeenCalled());
  });
});

describe('hits are never passed off as what they are not', () => {
  test('those of the last query are stale until the new ones are there', async () => {
    const { workers, release } = heldWorkers('fish');
    const { rerender } = renderWithEmbedder(<Probe query="kitten" />, scriptedEmbedder(workers));
    await screen.findByText('ready: cat dog trout');
    rerender(<Probe query="fish" />);
    screen.getByText('stale: cat dog trout');
    release();
    await screen.findByText('ready: trout dog cat');
    rerender(<Probe query="" />);
    screen.getByText('idle:');
  });

  test('those of a query that was given up are never shown', async () => {
    const { workers, release } = heldWorkers('kitten');
    const embedder = scriptedEmbedder(workers, { maxWorkers: 2 });
    await embedder.embedMany(['cat', 'dog', 'trout', 'fish']);
    const { rerender } = renderWithEmbedder(<Probe query="kitten" />, embedder);
    await waitFor(() => expect(workers.batches.flat()).toContain('kitten'));
    rerender(<Probe query="fish" />);
    await screen.findByText('ready: trout dog cat');
    release();
    await embedder.embed('kitten', { role: 'query' });
    await embedder.embed('another text');
    screen.getByText('ready: trout dog cat');
  });

  test('those by words are partial while the model loads', async () => {
    const gate = defer<{ runtime: 'encoder' }>();
    const workers = lookUpWorkers(places, undefined, () => gate.promise);
    renderWithEmbedder(<Probe query="tr" mode="hybrid" />, scriptedEmbedder(workers));
    await screen.findByText('partial: trout');
    expect(latest.mode).toBe('lexical');
    const { request } = latest;
    gate.resolve({ runtime: 'encoder' });
    await screen.findByText(/^ready: trout/);
    expect(latest).toMatchObject({ mode: 'hybrid', request });
    expect(latest.hits).toHaveLength(3);
  });

  test('they are partial while items have no vectors yet', async () => {
    const { workers, release } = heldWorkers('animal 1149');
    const items = Array.from({ length: 150 }, (_, index) => ({ name: `animal ${1000 + index}` }));
    renderWithEmbedder(<Probe query="kitten" items={items} />, scriptedEmbedder(workers));
    await waitFor(() => expect(latest.index?.getState().embedded).toBeGreaterThan(0));
    expect(latest).toMatchObject({ status: 'partial', indexState: { status: 'indexing', items: 150 } });
    const { request } = latest;
    release();
    await waitFor(() => expect(latest).toMatchObject({ status: 'ready', request }));
  });

  test('items that change are searched as they are now; only new texts are embedded', async () => {
    const workers = lookUpWorkers({ ...places, salmon: [0, 1] });
    const { rerender } = renderWithEmbedder(<Probe query="kitten" />, scriptedEmbedder(workers));
    await screen.findByText('ready: cat dog trout');
    rerender(<Probe query="kitten" items={[{ name: 'salmon' }, { name: 'dog' }]} />);
    expect(latest.status).toBe('stale');
    await screen.findByText('ready: dog salmon');
    expect(workers.batches.flat().filter((text) => text === 'dog')).toHaveLength(1);
  });

  test('an item that changes in another field than its text is shown as it is now', async () => {
    const { rerender } = renderWithEmbedder(
      <Probe query="kitten" />,
      scriptedEmbedder(lookUpWorkers(places)),
    );
    await screen.findByText('ready: cat dog trout');
    rerender(<Probe query="kitten" items={[{ name: 'cat', legs: 4 }]} />);
    await screen.findByText('ready: cat');
    expect(latest.hits[0]?.item.legs).toBe(4);
  });
});

describe('what is made anew at each render asks for nothing new', () => {
  /** Renders twice more, and sees that nothing came of it. */
  async function staysQuiet(render: () => void, workers: { readonly batches: readonly string[][] }) {
    const batches = workers.batches.length;
    const { hits } = latest;
    for (let i = 0; i < 2; i += 1) {
      render();
      expect(latest).toMatchObject({ status: 'ready', hits });
    }
    const before = renders;
    await act(async () => {});
    expect([renders, latest.hits, workers.batches.length]).toEqual([before, hits, batches]);
  }

  test('functions, and items with the same contents', async () => {
    const workers = lookUpWorkers(places);
    const { rerender } = renderWithEmbedder(<Probe query="kitten" />, scriptedEmbedder(workers));
    await screen.findByText('ready: cat dog trout');
    await staysQuiet(() => rerender(<Probe query="kitten" items={structuredClone(animals)} />), workers);
  });

  test.each<[string, () => ItemFilter<Animal>]>([
    ['a function', () => (animal) => animal.name !== 'cat'],
    ['fields', () => ({ name: ['dog', 'trout'] })],
  ])('a filter: %s', async (_, filter) => {
    const workers = lookUpWorkers(places);
    const probe = () => <Probe query="kitten" makeFilter={filter} />;
    const { rerender } = renderWithEmbedder(probe(), scriptedEmbedder(workers));
    await screen.findByText('ready: dog trout');
    await staysQuiet(() => rerender(probe()), workers);
  });

  test('but a filter that lets through other items is another search', async () => {
    const without = (left: string) => (
      <Probe
        query="kitten"
        makeFilter={() =>
          ({ name }) =>
            name !== left
          }
      />
    );
    const { rerender } = renderWithEmbedder(without('cat'), scriptedEmbedder(lookUpWorkers(places)));
    await screen.findByText('ready: dog trout');
    rerender(without('dog'));
    expect(latest.status).toBe('stale');
    await screen.findByText('ready: cat trout');
  });
});

describe('a search in a borrowed index', () => {
  test('waits for it, asks it, and leaves it to its owner', async () => {
    const embedder = scriptedEmbedder(lookUpWorkers(places));
    const index = ownIndex(embedder);
    const { rerender, unmount } = renderWithEmbedder(<Borrower index={undefined} query="kitten" />, embedder);
    screen.getByText('pending:');
    rerender(<Borrower index={index} query="kitten" />);
    await screen.findByText('ready: cat dog trout');
    index.remove(['cat']);
    await screen.findByText('ready: dog trout');
    unmount();
    expect(index.getState().status).toBe('ready');
  });

  test('has the model loaded before there is a query', async () => {
    const workers = lookUpWorkers(places);
    const embedder = scriptedEmbedder(workers);
    renderWithEmbedder(<Borrower index={ownIndex(embedder)} query="" />, embedder);
    await waitFor(() => expect(embedder.getState().status).toBe('ready'));
    expect(workers.batches).toEqual([]);
  });

  test('goes with useSearchIndex', async () => {
    renderWithEmbedder(<Owner />, scriptedEmbedder(lookUpWorkers(places)));
    await screen.findByText('ready: cat dog trout');
  });
});

describe('without a model', () => {
  test('there are hits by words, with the reason, until a retry brings meaning', async () => {
    const { workers, loads, mend } = brokenWorkers();
    const { rerender } = renderWithEmbedder(<Probe query="dog" mode="hybrid" />, scriptedEmbedder(workers));
    await screen.findByText('error: dog');
    expect(latest).toMatchObject({ mode: 'lexical', error: { code: 'model-load-failed' } });
    const { count } = loads;
    rerender(<Probe query="cat" mode="hybrid" />);
    await screen.findByText('error: cat');
    expect(loads.count).toBe(count); // nobody has asked to try again
    mend();
    act(() => void latest.retry());
    await screen.findByText('ready: cat dog trout');
    expect(latest).toMatchObject({ mode: 'hybrid', error: undefined });
  });

  test('a search by meaning alone is an error without hits, until a retry', async () => {
    const { workers, mend } = brokenWorkers();
    renderWithEmbedder(<Probe query="kitten" />, scriptedEmbedder(workers));
    await screen.findByText('error:');
    expect(latest).toMatchObject({ mode: undefined, error: { code: 'model-load-failed' } });
    mend();
    act(() => void latest.retry());
    await screen.findByText('ready: cat dog trout');
  });

  test('on the hash backend the answer is by words, and a retry brings meaning', async () => {
    silenceWarnings();
    const { workers, mend } = brokenWorkers();
    renderWithEmbedder(
      <Probe query="dog" mode="hybrid" />,
      scriptedEmbedder(workers, { backends: ['cpu', 'hash'] }),
    );
    await screen.findByText('ready: dog');
    expect(latest).toMatchObject({ mode: 'lexical', indexState: { status: 'lexical' } });
    mend();
    act(() => void latest.retry());
    await screen.findByText('ready: dog cat trout');
    expect(latest.mode).toBe('hybrid');
  });

  test('a model that comes by itself is used', async () => {
    silenceWarnings();
    const { workers, mend } = brokenWorkers();
    const embedder = scriptedEmbedder(workers, { backends: ['cpu', 'hash'] });
    renderWithEmbedder(<Probe query="dog" mode="hybrid" />, embedder);
    await screen.findByText('ready: dog');
    mend();
    await act(() => embedder.load({ retry: true }));
    await screen.findByText('ready: dog cat trout');
  });

  test('a query that cannot be embedded is found by words, with the reason, until a retry', async () => {
    let works = false;
    const workers = lookUpWorkers(places, (inputs) => {
      if (works || !inputs.includes('dog?')) return undefined;
      return Promise.reject(new EmbedError('inference-failed', 'Out of memory.'));
    });
    renderWithEmbedder(<Probe query="dog?" mode="hybrid" />, scriptedEmbedder(workers));
    const error = { code: 'inference-failed' };
    await waitFor(() =>
      expect(latest).toMatchObject({ status: 'error', error, indexState: { status: 'ready' } }),
    );
    screen.getByText('error: dog');
    works = true;
    act(() => void latest.retry());
    await screen.findByText(/^ready: dog/);
  });

  describe('what failed without a network is tried again when there is one:', () => {
    /** A worker that searches from `connect()` on. */
    function unreachable() {
      let works = false;
      const worker = () => {
        const api = createSearchApi();
        const search: typeof api.search = (...request) =>
          works ? api.search(...request) : Promise.reject(new EmbedError('backend-unavailable', 'Offline.'));
        return workerOf<SearchMethods>({ ...api, search });
      };
      const connect = () =>
        act(() => {
          works = true;
          window.dispatchEvent(new Event('offline'));
          window.dispatchEvent(new Event('online'));
        });
      return { worker, connect, isConnected: () => works };
    }

    test('a search by words, which loads no model', async () => {
      const { worker, connect } = unreachable();
      const workers = lookUpWorkers(places);
      renderWithEmbedder(<Probe query="dog" mode="lexical" worker={worker} />, scriptedEmbedder(workers));
      await waitFor(() => expect(latest.status).toBe('error'));
      connect();
      await screen.findByText('ready: dog');
      expect(workers.counts.started).toBe(0);
    });

    test('words, which do not wait for the model', async () => {
      const { worker, connect, isConnected } = unreachable();
      const load = () => (isConnected() ? new Promise<never>(() => {}) : down());
      const workers = lookUpWorkers(places, undefined, load);
      renderWithEmbedder(<Probe query="dog" mode="hybrid" worker={worker} />, scriptedEmbedder(workers));
      await waitFor(() => expect(latest.status).toBe('error'));
      connect();
      await screen.findByText('partial: dog');
    });
  });
});

const statuses: string[] = [];

function Watched({ query }: { query: string }) {
  const { status } = useSemanticSearch({
    items: animals,
    getText,
    query,
    worker: startWorker,
    debounceMs: 0,
  });
  statuses.push(status);
  return <p>{`${query} ${status}`}</p>;
}

test('an answered query is ready on return, and at no time partial', async () => {
  const { rerender } = renderWithEmbedder(
    <Watched query="kitten" />,
    scriptedEmbedder(lookUpWorkers(places)),
  );
  await screen.findByText('kitten ready');
  rerender(<Watched query="fish" />);
  await screen.findByText('fish ready');
  const before = statuses.length;
  rerender(<Watched query="kitten" />);
  await screen.findByText('kitten ready');
  expect(statuses.slice(before)).not.toContain('partial');
});

test('an index of another provider is asked with its own model', async () => {
  silenceWarnings();
  const index = ownIndex(scriptedEmbedder(lookUpWorkers(places)));
  const broken = scriptedEmbedder(lookUpWorkers(places, undefined, down));
  renderWithEmbedder(<Borrower index={index} query="kitten" />, broken);
  await screen.findByText('ready: cat dog trout');
  expect(latest.error).toBeUndefined();
  expect(broken.getState().status).toBe('idle'); // the inner model is not even loaded
});

const getText = ({ name }: Animal) => name;

test.each([undefined, null])(
  'items that are %s are waited for: hook and index say so, until they are there',
  async (none) => {
    const { rerender } = renderWithEmbedder(<Late items={none} />, scriptedEmbedder(lookUpWorkers(places)));
    expect([lateStatus, latest.indexState.status, latest.status]).toEqual(['waiting', 'waiting', 'pending']);
    rerender(<Late items={animals} />);
    expect([lateStatus, latest.indexState.status]).not.toContain('waiting');
    await waitFor(() => expect(latest.hits[0]?.item).toEqual({ name: 'cat' }));
    rerender(<Late items={[]} />);
    expect([lateStatus, latest.indexState.status]).not.toContain('waiting');
  },
);
