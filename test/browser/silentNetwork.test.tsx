import { render, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { commands } from 'vitest/browser';
import {
  createEmbedder,
  type Embedder,
  type EmbedderOptions,
  EmbedderProvider,
  type ModelSpec,
  SemanticSearch,
} from '../../src/index.js';
import smallBert from '../fixtures/small-bert/expected.json';
import { clearStored } from '../support/storedFiles.js';
import { until } from '../support/until.js';

// A server that takes requests and sends nothing. The real worker, the real component; a file is given up sooner than usual.
const spec = smallBert.spec as ModelSpec; // JSON widens 'cls' to string
const STALL_MS = 2_500;
const TEXTS = ['Refunds are paid within five days', 'A kitten sleeps on the roof'];

interface Visit {
  readonly embedder: Embedder;
  readonly container: HTMLElement;
}

const hanging: string[] = [];
const visits: Visit[] = [];
let site = '';

/** A search whose model needs a file that never comes. */
function open(options: EmbedderOptions): Visit {
  const embedder = createEmbedder({ maxWorkers: 1, download: { stallMs: STALL_MS }, ...options });
  const { container } = render(
    <StrictMode>
      <EmbedderProvider embedder={embedder}>
        <SemanticSearch items={TEXTS} label="Search" language="en">
          {(hit) => hit.item}
        </SemanticSearch>
      </EmbedderProvider>
    </StrictMode>,
  );
  const visit = { embedder, container };
  visits.push(visit);
  return visit;
}

async function hang(url: string): Promise<void> {
  await commands.hang(url);
  hanging.push(url);
}

/** Words are found at once, five seconds of silence are told with a way out, and then words are all there is. */
async function expectPatience({ embedder, container }: Visit): Promise<void> {
  const screen = within(container);
  await until(() => screen.queryAllByRole('option').some((row) => row.textContent?.includes('kitten')));
  expect(embedder.getState().status).toBe('loading');
  await until(() => screen.queryByText('Waiting for the network') !== null);
  expect(screen.getByRole('button', { name: 'Cancel' })).toBeVisible();
  await vi.waitUntil(() => embedder.getState().status !== 'loading', { timeout: 50_000 });
  expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'hash' });
  expect(screen.getAllByRole('option')[0]).toHaveTextContent('kitten');
}

/** With 10 seconds for each and the waits between them, four attempts are 43.5 seconds. */
async function expectFourAttempts(...files: string[]): Promise<void> {
  const names = (await commands.askedFor()).map((url) => new URL(url).pathname.split('/').at(-1));
  expect(names.toSorted()).toEqual(files.flatMap((name) => Array(4).fill(name)).toSorted());
}

const ask = ({ container }: Visit) => userEvent.type(within(container).getByRole('combobox'), 'kitten');

beforeEach(async () => {
  site = `silent-${Math.random()}`;
  await commands.askedFor();
  await clearStored();
});

afterEach(async () => {
  for (const url of hanging.splice(0)) await commands.hang(url, false);
  await Promise.all(visits.splice(0).map(({ embedder }) => embedder.dispose()));
});

test('a configuration, a tokenizer or weights that do not come are given up in time', async () => {
  await hang(`**/${site}-config/**/config.json`);
  await hang(`**/${site}-tokenizer/**/tokenizer.json`);
  await hang(`**/${site}-weights/**/model.onnx`);
  const { repo, pooling, maxTokens, dimensions } = spec;
  // By address, so that none gets a file of another's.
  const all = ['config', 'tokenizer', 'weights'].map((name) =>
    open({ model: { url: `/faults/none/${site}-${name}/${repo}`, pooling, maxTokens, dimensions } }),
  );
  for (const visit of all) await ask(visit);
  await Promise.all(all.map(expectPatience));
  await expectFourAttempts('config.json', 'tokenizer.json', 'model.onnx');
});

test('wasm that does not come is given up in time: the other build is not waited for, too', async () => {
  await hang('**/encoder-*.wasm*');
  const visit = open({ model: spec, modelsUrl: `/faults/none/${site}` });
  await ask(visit);
  await expectPatience(visit);
  await expectFourAttempts('encoder-relaxed.wasm');
  expect(visit.embedder.getState()).toMatchObject({
    failures: [{ error: { code: 'backend-unavailable', message: expect.stringContaining('does not come') } }],
  });
});

test('an interim model that does not come keeps the main model waiting for five seconds, and no longer', async () => {
  await hang(`**/${site}-interim/**`);
  const folder = `/faults/none/${site}-interim`;
  const urls = { tokenizer: `${folder}/tokenizer.json`, weights: `${folder}/model.safetensors` };
  const { embedder } = open({
    model: spec,
    modelsUrl: `/faults/none/${site}`,
    interimModel: { id: 'static-minilm-256', urls },
    download: {},
  });
  await embedder.load();
  expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu' });
  expect(embedder.interim?.getState().status).toBe('loading');
});

test('Cancel ends the wait at once', async () => {
  await hang(`**/${site}/**/*.onnx`);
  const visit = open({ model: spec, modelsUrl: `/faults/none/${site}` });
  await ask(visit);
  const { embedder, container } = visit;
  const cancel = await within(container).findByRole('button', { name: 'Cancel' }, { timeout: 20_000 });
  await userEvent.click(cancel);
  expect(embedder.getState()).toMatchObject({ status: 'error', error: { code: 'load-cancelled' } });
});
