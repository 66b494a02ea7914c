import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import texts from '../../examples/demo/texts.json';
import {
  createEmbedder,
  createSearchIndex,
  type Embedder,
  EmbedderProvider,
  type SearchIndex,
  SemanticSearch,
} from '../../src/index.js';
import { gatedWorkers } from '../support/gate.js';
import { clearStored } from '../support/storedFiles.js';
import { until } from '../support/until.js';

// Two real models: a static one of 4 MB, and bge-small, whose weights come when the test lets them.
const LARGE = 'bge-small-en-v1.5-q4';
const SMALL = 'static-minilm-256';
const QUERY = 'may I take my dog inside';
const ANSWER = /other pets have to wait outside/;
const ended: AsyncDisposable[] = [];

interface Visit {
  readonly embedder: Embedder;
  readonly interim: Embedder;
  readonly open: () => void;
}

function visit(): Visit {
  const { worker, open } = gatedWorkers();
  const options = { modelsUrl: '/models', backends: ['cpu'], maxWorkers: 1, worker } as const;
  const embedder = createEmbedder({ ...options, model: LARGE, interimModel: SMALL });
  ended.push(embedder);
  return { embedder, interim: embedder.interim as Embedder, open };
}

function indexOf(embedder: Embedder, persist?: string): SearchIndex<string> {
  const options = { embedder, language: 'en', getText: (text: string) => text };
  const index = createSearchIndex<string>({ ...options, ...(persist && { persist }) });
  index.add(texts);
  ended.unshift(index);
  return index;
}

const modelsOf = ({ hits }: Awaited<ReturnType<SearchIndex<string>['search']>>) => [
  ...new Set(hits.map(({ model }) => model)),
];

beforeEach(clearStored);
afterEach(async () => {
  cleanup();
  for (const each of ended.splice(0)) await each[Symbol.asyncDispose]();
});

test('the interim model answers while the main model comes, and then the main model', async () => {
  const { embedder, interim, open } = visit();
  const index = indexOf(embedder);
  const early = await index.search(QUERY);
  expect(early.hits[0]?.item).toMatch(ANSWER);
  expect([early.mode, modelsOf(early)]).toEqual(['hybrid', [SMALL]]);
  expect(index.getState()).toMatchObject({ status: 'indexing', embedded: 0, interimModel: SMALL });
  expect((await index.search(QUERY, { mode: 'semantic' })).hits[0]?.model).toBe(SMALL);
  expect(embedder.getState().status).toBe('loading');

  open();
  await index.build();
  expect(index.getState()).toEqual({ status: 'ready', items: texts.length, embedded: texts.length });
  const late = await index.search(QUERY);
  expect(late.hits[0]?.item).toMatch(ANSWER);
  expect(modelsOf(late)).toEqual([LARGE]);
  expect(interim.getState().status).toBe('ready');
});

test('items that come while the interim model answers are found by it', async () => {
  const index = indexOf(visit().embedder);
  await index.search(QUERY);
  index.add(['The planetarium shows the rings of Saturn at noon']);
  const { hits } = await index.search('astronomy', { mode: 'semantic' });
  expect(hits[0]).toMatchObject({ item: expect.stringContaining('planetarium'), model: SMALL });
});

test('with stored vectors and a stored model nothing is embedded twice, and the interim model is not loaded', async () => {
  const name = `interim ${Math.random()}`;
  const first = visit();
  first.open();
  const filling = indexOf(first.embedder, name);
  await filling.build();
  await filling.dispose();
  await first.embedder.dispose();

  const { embedder, interim } = visit();
  const [large, small] = [vi.spyOn(embedder, 'embedDocuments'), vi.spyOn(interim, 'embedDocuments')];
  const found = await indexOf(embedder, name).search(QUERY);
  expect(modelsOf(found)).toEqual([LARGE]);
  expect([large.mock.calls, small.mock.calls]).toEqual([[], []]);
  expect(interim.getState().status).toBe('idle');
});

test('an interim model that is not there does no harm', async () => {
  const { worker, open } = gatedWorkers();
  const nowhere = { tokenizer: '/nowhere/tokenizer.json', weights: '/nowhere/model.safetensors' };
  const embedder = createEmbedder({
    model: LARGE,
    modelsUrl: '/models',
    backends: ['cpu'],
    worker,
    interimModel: { id: SMALL, urls: nowhere },
  });
  ended.push(embedder);
  open();
  const found = await indexOf(embedder).search(QUERY);
  expect(modelsOf(found)).toEqual([LARGE]);
});

test('a list is exchanged once, when the main model has all vectors', async () => {
  const { embedder, open } = visit();
  render(
    <StrictMode>
      <EmbedderProvider embedder={embedder}>
        <SemanticSearch items={texts} label="Search" language="en">
          {(hit) => `${hit.model ?? 'words'}: ${hit.item}`}
        </SemanticSearch>
      </EmbedderProvider>
    </StrictMode>,
  );
  const seen: string[] = [];
  const rows = () => screen.queryAllByRole('option').map(({ textContent }) => textContent ?? '');
  const modelOf = (row = '') => row.split(':')[0];
  const note = () => {
    const list = rows().join('\n');
    if (list && list !== seen.at(-1)) seen.push(list);
  };
  const observer = new MutationObserver(note);
  observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  await userEvent.type(screen.getByRole('combobox'), QUERY);
  await until(() => modelOf(rows()[0]) === SMALL);
  note();
  const before = seen.length;
  open();
  await until(() => modelOf(rows()[0]) === LARGE);
  note();
  observer.disconnect();
  expect(seen.slice(before - 1).map((list) => modelOf(list))).toEqual([SMALL, LARGE]);
});
