import { act, screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { createSearchApi } from '../../src/engine/workers/search/api.js';
import {
  createSearchIndex,
  type ItemFilter,
  type SearchableIndex,
  type SearchIndex,
  useSemanticSearch,
} from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { scriptedWorkers, workerOf } from '../support/scriptedWorker.js';

interface Task {
  readonly id: string;
  readonly done: boolean;
}

const startWorker = () => workerOf(createSearchApi());
const getText = ({ id }: Task) => `task ${id}`;
const getId = ({ id }: Task) => id;
const tasks = (...done: readonly boolean[]): readonly Task[] =>
  done.map((isDone, i) => ({ id: String(i), done: isDone }));

const settings = { query: 'task', mode: 'lexical', debounceMs: 0, limit: 5 } as const;

function Found({ hits, status }: { hits: readonly { readonly id: string }[]; status: string }) {
  return <p>{`${status}: ${hits.map(({ id }) => id).join(' ')}`}</p>;
}

function OwnItems({ items, filter }: { items: readonly Task[]; filter: ItemFilter<Task> }) {
  const found = useSemanticSearch({ ...settings, items, getText, getId, filter, worker: startWorker });
  return <Found {...found} />;
}

function Borrowed({ index, filter }: { index: SearchableIndex<Task>; filter: ItemFilter<Task> }) {
  return <Found {...useSemanticSearch({ ...settings, index, filter })} />;
}

const FILTERS: readonly [string, () => ItemFilter<Task>][] = [
  ['a function', () => (task) => !task.done],
  ['fields', () => ({ done: false })],
];

describe.each(FILTERS)('a filter by %s', (_, makeFilter) => {
  test('sees other data of an item whose text stays', async () => {
    const app = (items: readonly Task[]) => <OwnItems items={items} filter={makeFilter()} />;
    const { rerender } = renderWithEmbedder(app(tasks(false, false, true)), scriptedEmbedder());
    await screen.findByText('ready: 0 1');
    rerender(app(tasks(true, false, false)));
    await screen.findByText('ready: 1 2');
  });

  test('sees it in an index elsewhere', async () => {
    const embedder = scriptedEmbedder();
    await using index: SearchIndex<Task> = createSearchIndex({
      embedder,
      getText,
      getId,
      worker: startWorker,
    });
    index.set(tasks(false, false, true));
    renderWithEmbedder(<Borrowed index={index} filter={makeFilter()} />, embedder);
    await screen.findByText('ready: 0 1');
    act(() => index.set(tasks(true, false, false)));
    await screen.findByText('ready: 1 2');
  });
});

test('each item is asked about once in a render, and none that has gone', async ({ task }) => {
  const asked: Task[] = [];
  const filter = () => (item: Task) => {
    asked.push(item);
    return true;
  };
  const poll = () => tasks(...Array.from({ length: 1_000 }, () => false));
  const embedder = scriptedEmbedder(scriptedWorkers());
  const { rerender } = renderWithEmbedder(<OwnItems items={poll()} filter={filter()} />, embedder);
  await screen.findByText('ready: 0 1 2 3 4');
  let perRender = 0;
  for (let turn = 0; turn < 20; turn += 1) {
    asked.length = 0;
    const items = poll();
    rerender(<OwnItems items={items} filter={filter()} />);
    perRender = Math.max(perRender, asked.length / 2); // StrictMode renders twice
    expect(perRender).toBeLessThanOrEqual(items.length);
    expect(asked.every((item) => items.includes(item))).toBe(true);
  }
  Object.assign(task.meta, { figures: { filter_calls_per_render: perRender } });
});
