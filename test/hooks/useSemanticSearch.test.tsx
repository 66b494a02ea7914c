import { act, screen, waitFor } from '@testing-library/react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { defer } from '../../src/engine/promises.js';
import { EmbedError, type SemanticSearchResult, useSemanticSearch } from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { lookUpWorkers } from '../support/scriptedWorker.js';

interface Animal {
  readonly name: string;
}

const animals: readonly Animal[] = [{ name: 'cat' }, { name: 'dog' }, { name: 'trout' }];

// Where the scripted model puts each text. Whoever is not listed is at the origin.
const places = { cat: [1, 0], dog: [0.8, 0.6], trout: [0, 1], kitten: [0.98, 0.2], fish: [0.1, 0.99] };

let latest: SemanticSearchResult<Animal>;

function Probe({
  query,
  items = animals,
  ...options
}: {
  query: string;
  items?: readonly Animal[];
  limit?: number;
  enabled?: boolean;
  debounceMs?: number;
}) {
  latest = useSemanticSearch({ items, getText: ({ name }) => name, query, debounceMs: 0, ...options });
  const found = latest.hits.map(({ item }) => item.name).join(' ');
  return <p>{`${latest.status}: ${found}`}</p>;
}

test('the items that mean the query come first, with their place and score', async () => {
  renderWithEmbedder(<Probe query="kitten" />, scriptedEmbedder(lookUpWorkers(places)));
  await screen.findByText('ready: cat dog trout');
  expect(latest.ranking).toBe('meaning');
  expect(latest.hits[0]).toEqual({ item: animals[0], index: 0, score: expect.closeTo(0.98, 2) });
});

test('there are no more hits than the limit', async () => {
  renderWithEmbedder(<Probe query="kitten" limit={2} />, scriptedEmbedder(lookUpWorkers(places)));
  await screen.findByText('ready: cat dog');
});

test.each(['', '   '])('a blank query is idle, and the items are embedded meanwhile', async (query) => {
  const workers = lookUpWorkers(places);
  const { rerender } = renderWithEmbedder(<Probe query={query} />, scriptedEmbedder(workers));
  screen.getByText('idle:');
  await waitFor(() => expect(workers.batches).toEqual([['cat', 'dog', 'trout']]));
  rerender(<Probe query="fish" />);
  await screen.findByText('ready: trout dog cat');
});

test('nothing is loaded until it is enabled', async () => {
  const workers = lookUpWorkers(places);
  const embedder = scriptedEmbedder(workers);
  const { rerender } = renderWithEmbedder(<Probe query="fish" enabled={false} />, embedder);
  screen.getByText('pending:');
  expect(workers.counts.started).toBe(0);
  rerender(<Probe query="fish" enabled />);
  await screen.findByText('ready: trout dog cat');
});

test('hits of the last query stay until the new ones are there, and are not passed off as new', async () => {
  const gate = defer<void>();
  const workers = lookUpWorkers(places, (inputs) => (inputs.includes('fish') ? gate.promise : undefined));
  const { rerender } = renderWithEmbedder(<Probe query="kitten" />, scriptedEmbedder(workers));
  await screen.findByText('ready: cat dog trout');
  rerender(<Probe query="fish" />);
  screen.getByText('stale: cat dog trout');
  gate.resolve();
  await screen.findByText('ready: trout dog cat');
  rerender(<Probe query="" />);
  screen.getByText('idle:');
});

test('a query waits until the typing pauses', async () => {
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

test('items that change are searched as they are now; only new texts are embedded', async () => {
  const workers = lookUpWorkers({ ...places, salmon: [0, 1] });
  const { rerender } = renderWithEmbedder(<Probe query="kitten" />, scriptedEmbedder(workers));
  await screen.findByText('ready: cat dog trout');
  rerender(<Probe query="kitten" items={[{ name: 'salmon' }, { name: 'dog' }]} />);
  await screen.findByText('ready: dog salmon');
  expect(workers.batches.flat().filter((text) => text === 'dog')).toHaveLength(1);
});

test('items that are made anew at each render, with the same texts, ask for nothing new', async () => {
  const workers = lookUpWorkers(places);
  const { rerender } = renderWithEmbedder(<Probe query="kitten" />, scriptedEmbedder(workers));
  await screen.findByText('ready: cat dog trout');
  const copies = animals.map((animal) => ({ ...animal }));
  rerender(<Probe query="kitten" items={copies} />);
  screen.getByText('ready: cat dog trout');
  expect(latest.hits[0]?.item).toBe(copies[0]);
  expect(workers.batches.flat()).toHaveLength(4);
});

test('no items are no hits, and no worker', async () => {
  const workers = lookUpWorkers(places);
  renderWithEmbedder(<Probe query="kitten" items={[]} />, scriptedEmbedder(workers));
  screen.getByText('ready:');
  expect(workers.counts.started).toBe(0);
});

test('indexing tells how far it is', async () => {
  const gate = defer<void>();
  const many = Array.from({ length: 150 }, (_, index) => ({ name: `animal ${1000 + index}` }));
  const workers = lookUpWorkers({}, (inputs) => (inputs.includes('animal 1149') ? gate.promise : undefined));
  renderWithEmbedder(<Probe query="kitten" items={many} />, scriptedEmbedder(workers));
  await waitFor(() => expect(latest.indexing).toEqual({ done: 102, total: 150 }));
  gate.resolve();
  await waitFor(() => expect(latest.status).toBe('ready'));
  expect(latest.indexing).toBeUndefined();
});

test('a failed load is an error that a retry mends', async () => {
  let works = false;
  const workers = lookUpWorkers(places, undefined, async () => {
    if (!works) throw new EmbedError('model-load-failed', 'The server is down.');
    return { runtime: 'encoder' };
  });
  renderWithEmbedder(<Probe query="kitten" />, scriptedEmbedder(workers));
  await screen.findByText('error:');
  expect(latest.error).toMatchObject({ code: 'model-load-failed' });
  works = true;
  act(() => latest.retry());
  await screen.findByText('ready: cat dog trout');
});

test('on the hash backend the words are compared, and a retry brings meaning back', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  let works = false;
  const workers = lookUpWorkers({ ...places, dog: [0.8, 0.6] }, undefined, async () => {
    if (!works) throw new EmbedError('model-load-failed', 'The server is down.');
    return { runtime: 'encoder' };
  });
  renderWithEmbedder(<Probe query="dog" />, scriptedEmbedder(workers, { backends: ['cpu', 'hash'] }));
  await screen.findByText('ready: dog');
  expect(latest.ranking).toBe('words');
  works = true;
  act(() => latest.retry());
  await screen.findByText('ready: dog cat trout');
  expect(latest.ranking).toBe('meaning');
});
