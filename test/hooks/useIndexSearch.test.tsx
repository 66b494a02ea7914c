import { screen, waitFor } from '@testing-library/react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { defer } from '../../src/engine/promises.js';
import { createSearchApi } from '../../src/engine/searchWorker/api.js';
import {
  EmbedError,
  type IndexSearchResult,
  type UseIndexSearchOptions,
  useIndexSearch,
  useSearchIndex,
} from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { lookUpWorkers, workerOf } from '../support/scriptedWorker.js';

interface Animal {
  readonly name: string;
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

const startWorker = vi.fn(() => workerOf(createSearchApi()));
let latest: IndexSearchResult<Animal>;

function Probe({
  items = animals,
  ...options
}: Partial<UseIndexSearchOptions<Animal>> & { query: string; items?: readonly Animal[] }) {
  const index = useSearchIndex(items, { getText: ({ name }) => name, worker: startWorker });
  latest = useIndexSearch(index, { mode: 'semantic', debounceMs: 0, ...options });
  const found = latest.hits.map(({ item }) => item.name).join(' ');
  return <p>{`${latest.status}: ${found}`}</p>;
}

test('items are found by meaning, and as they are now', async () => {
  const workers = lookUpWorkers({ ...places, salmon: [0, 1] });
  const { rerender } = renderWithEmbedder(<Probe query="kitten" />, scriptedEmbedder(workers));
  await screen.findByText('ready: cat dog trout');
  rerender(<Probe query="kitten" items={[{ name: 'salmon' }, { name: 'dog' }]} />);
  await screen.findByText('ready: dog salmon');
  expect(workers.batches.flat().filter((text) => text === 'dog')).toHaveLength(1);
});

test('nothing is started for a blank query', async () => {
  startWorker.mockClear();
  const workers = lookUpWorkers(places);
  renderWithEmbedder(<Probe query=" " />, scriptedEmbedder(workers));
  screen.getByText('idle:');
  await waitFor(() => expect(latest.indexing.items).toBe(3));
  expect([workers.counts.started, startWorker.mock.calls.length]).toEqual([0, 0]);
});

test('hits by words are there while the query gets its vector, and the last word may go on', async () => {
  const gate = defer<void>();
  const workers = lookUpWorkers(places, (inputs) => (inputs.includes('tr') ? gate.promise : undefined));
  renderWithEmbedder(<Probe query="tr" mode="hybrid" />, scriptedEmbedder(workers));
  await screen.findByText('partial: trout');
  expect(latest.stage).toBe('lexical');
  gate.resolve();
  await screen.findByText(/^ready: trout/);
  expect(latest.stage).toBe('hybrid');
});

test('hits of the last query stay until the new ones are there, and are not passed off as new', async () => {
  const gate = defer<void>();
  const workers = lookUpWorkers(places, (inputs) => (inputs.includes('fish') ? gate.promise : undefined));
  const { rerender } = renderWithEmbedder(<Probe query="kitten" />, scriptedEmbedder(workers));
  await screen.findByText('ready: cat dog trout');
  rerender(<Probe query="fish" />);
  await screen.findByText('stale: cat dog trout');
  gate.resolve();
  await screen.findByText('ready: trout dog cat');
  rerender(<Probe query="" />);
  screen.getByText('idle:');
});

test('hits of a query that was given up are never shown', async () => {
  const gate = defer<void>();
  const workers = lookUpWorkers(places, (inputs) => (inputs.includes('kitten') ? gate.promise : undefined));
  const embedder = scriptedEmbedder(workers, { pool: 2 });
  await embedder.embedMany(['cat', 'dog', 'trout', 'fish']);
  const { rerender } = renderWithEmbedder(<Probe query="kitten" />, embedder);
  await waitFor(() => expect(workers.batches.flat()).toContain('kitten'));
  rerender(<Probe query="fish" />);
  await screen.findByText('ready: trout dog cat');
  gate.resolve();
  await embedder.embed('kitten', { role: 'query' });
  await embedder.embed('another text');
  screen.getByText('ready: trout dog cat');
});

test('a model that cannot be loaded leaves the hits by words, with the error', async () => {
  const workers = lookUpWorkers(places, undefined, async () => {
    throw new EmbedError('model-load-failed', 'The server is down.');
  });
  renderWithEmbedder(<Probe query="dog" mode="hybrid" />, scriptedEmbedder(workers));
  await screen.findByText('error: dog');
  expect(latest.error).toMatchObject({ code: 'model-load-failed' });
});

test('on the hash backend the answer is by words', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  renderWithEmbedder(
    <Probe query="dog" mode="hybrid" />,
    scriptedEmbedder(lookUpWorkers(places), { backends: ['hash'] }),
  );
  await screen.findByText('ready: dog');
  expect(latest.stage).toBe('lexical');
});

test('a filter leaves out items', async () => {
  const filter = ({ name }: Animal) => name !== 'cat';
  renderWithEmbedder(
    <Probe query="kitten" filter={filter} limit={1} />,
    scriptedEmbedder(lookUpWorkers(places)),
  );
  await screen.findByText('ready: dog');
});

test('the index ends with the component', async () => {
  const terminated = vi.fn();
  startWorker.mockImplementation(() => workerOf(createSearchApi(), terminated));
  onTestFinished(() => void startWorker.mockImplementation(() => workerOf(createSearchApi())));
  const { unmount } = renderWithEmbedder(<Probe query="kitten" />, scriptedEmbedder(lookUpWorkers(places)));
  await screen.findByText('ready: cat dog trout');
  unmount();
  await waitFor(() => expect(terminated).toHaveBeenCalled());
});
