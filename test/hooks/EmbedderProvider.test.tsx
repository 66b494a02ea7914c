import { act, render, screen, waitFor } from '@testing-library/react';
import { Activity, StrictMode } from 'react';
import { expect, test } from 'vitest';
import { type Embedder, EmbedderProvider, useEmbedder, useEmbedding } from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { scriptedWorkers } from '../support/scriptedWorker.js';

const seen: Embedder[] = [];

function Probe() {
  const { status, embedder } = useEmbedder();
  seen.push(embedder);
  const { data } = useEmbedding('hello');
  return <p>{data ? `ready on ${status}` : status}</p>;
}

const results: unknown[] = [];

function Watch() {
  const result = useEmbedder();
  results.push(result);
  return <p>{result.status === 'ready' ? result.backend : result.status}</p>;
}

test('a borrowed embedder is left alone when the provider goes', async () => {
  const workers = scriptedWorkers();
  const embedder = scriptedEmbedder(workers);
  const { unmount } = renderWithEmbedder(<Probe />, embedder);
  await screen.findByText('ready on ready');
  unmount();
  await embedder.embed('still works');
  expect(workers.counts).toEqual({ started: 1, terminated: 0 });
});

test('an embedder of its own is made by the provider, survives StrictMode, and is disposed when the last one goes', async () => {
  const own = (
    <EmbedderProvider backends={['hash']}>
      <Probe />
    </EmbedderProvider>
  );
  seen.length = 0;
  const first = render(<StrictMode>{own}</StrictMode>);
  const second = render(<StrictMode>{own}</StrictMode>);
  await waitFor(() => expect(screen.getAllByText('ready on ready')).toHaveLength(2));
  const embedder = seen[0] as Embedder;
  expect(new Set(seen).size).toBe(1);
  first.unmount();
  await nextTask();
  expect(embedder.getState().status).toBe('ready');
  second.unmount();
  await waitFor(() => expect(embedder.getState().status).toBe('disposed'));
});

test('other options are another embedder, and the old one is disposed', async () => {
  seen.length = 0;
  const app = (modelsUrl: string) => (
    <StrictMode>
      <EmbedderProvider backends={['hash']} modelsUrl={modelsUrl}>
        <Probe />
      </EmbedderProvider>
    </StrictMode>
  );
  const { rerender } = render(app('/one'));
  await screen.findByText('ready on ready');
  rerender(app('/two'));
  await waitFor(() => expect(seen[0]?.getState().status).toBe('disposed'));
  await expect(seen.at(-1)?.embed('another text')).resolves.toHaveLength(384);
});

test('a tree that was hidden and is shown again has a working embedder', async () => {
  seen.length = 0;
  const app = (mode: 'visible' | 'hidden') => (
    <Activity mode={mode}>
      <EmbedderProvider backends={['hash']} modelsUrl="/activity">
        <Probe />
      </EmbedderProvider>
    </Activity>
  );
  const { rerender } = render(app('visible'));
  await screen.findByText('ready on ready');
  rerender(app('hidden'));
  await waitFor(() => expect(seen[0]?.getState().status).toBe('disposed'));
  rerender(app('visible'));
  await waitFor(() => expect(seen.at(-1)?.getState().status).not.toBe('disposed'));
  await expect(seen.at(-1)?.embed('another text')).resolves.toHaveLength(384);
});

test('useEmbedder narrows by status and gives the same object until something changes', async () => {
  results.length = 0;
  const embedder = scriptedEmbedder();
  const { rerender } = renderWithEmbedder(<Watch />, embedder);
  screen.getByText('idle');
  await act(() => embedder.load().then(() => {}));
  screen.getByText('cpu');
  const last = results.at(-1);
  rerender(<Watch />);
  expect(results.at(-1)).toBe(last);
});

/** The next macrotask, when a disposal that was not called off would have happened. */
const nextTask = () => act(() => new Promise<void>((resolve) => setTimeout(resolve)));
