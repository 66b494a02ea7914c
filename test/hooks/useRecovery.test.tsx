import { act, render, screen, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { expect, test } from 'vitest';
import {
  type Embedder,
  EmbedderBoundary,
  EmbedderProvider,
  EmbedError,
  useClassify,
  useEmbedding,
  useEmbeddings,
  useSimilarity,
  useSuspenseEmbedding,
} from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { type ScriptedWorkers, scriptedWorkers } from '../support/scriptedWorker.js';

const TEXTS = ['one', 'two'];
const LABELS = ['label'];

function AllHooks() {
  const results = [
    useEmbedding('one'),
    useEmbeddings(TEXTS),
    useSimilarity('one', 'two'),
    useClassify('one', LABELS),
  ];
  return <p>{results.map(({ status }) => status).join(' ')}</p>;
}

function Suspending() {
  return <p>length {useSuspenseEmbedding('three').data[1]}</p>;
}

/** Workers whose load fails the first `times`. */
function failing(times: number): ScriptedWorkers {
  let left = times;
  return scriptedWorkers({
    load: async () => {
      left -= 1;
      if (left >= 0) throw new EmbedError('model-load-failed', 'no network');
      return { runtime: 'encoder' };
    },
  });
}

const never = () => scriptedWorkers({ load: () => new Promise(() => {}) });

const app = (embedder: Embedder) => (
  <StrictMode>
    <EmbedderProvider embedder={embedder}>
      <AllHooks />
    </EmbedderProvider>
  </StrictMode>
);

/** All texts of a render are asked for in one load. */
async function failedHooks(): Promise<Embedder> {
  const embedder = scriptedEmbedder(failing(1));
  render(app(embedder));
  await screen.findByText('error error error error');
  return embedder;
}

test('vectors that failed are there when a load succeeds after all', async () => {
  const embedder = await failedHooks();
  await act(() => embedder.load({ retry: true }).then(() => {}));
  await screen.findByText('success success success success');
});

test('vectors that failed are there when the provider has another embedder of the same model', async () => {
  const { rerender } = render(app(scriptedEmbedder(failing(99))));
  await screen.findByText('error error error error');
  rerender(app(scriptedEmbedder()));
  await screen.findByText('success success success success');
});

test('vectors that are awaited come from the other embedder, also when the first is disposed', async () => {
  const first = scriptedEmbedder(never());
  const { rerender } = render(app(first));
  screen.getByText('pending pending pending pending');
  rerender(app(scriptedEmbedder()));
  await first.dispose();
  await screen.findByText('success success success success');
});

test('vectors that are there stay when the provider has another embedder of the same model', async () => {
  const { rerender } = render(app(scriptedEmbedder()));
  await screen.findByText('success success success success');
  const workers = scriptedWorkers();
  rerender(app(scriptedEmbedder(workers)));
  screen.getByText('success success success success');
  expect(workers.counts.started).toBe(0);
});

test('an error that comes again is no loop', async () => {
  const workers = scriptedWorkers({
    embed: async () => {
      throw new EmbedError('inference-failed', 'always');
    },
  });
  const embedder = scriptedEmbedder(workers);
  render(app(embedder));
  await screen.findByText('error error error error');
  const { length } = workers.batches;
  await act(() => embedder.load({ retry: true }).then(() => {}));
  screen.getByText('error error error error');
  expect(workers.batches).toHaveLength(length);
});

test('what an error boundary took the place of is shown again when a load succeeds after all', async () => {
  const embedder = scriptedEmbedder(failing(1));
  renderWithEmbedder(
    <EmbedderBoundary renderError={({ code }) => <p>{code}</p>}>
      <Suspending />
    </EmbedderBoundary>,
    embedder,
  );
  await screen.findByText('model-load-failed');
  await act(() => embedder.load({ retry: true }).then(() => {}));
  await waitFor(() => screen.getByText('length 5'));
});
