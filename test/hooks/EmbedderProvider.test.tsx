import { QueryClient } from '@tanstack/react-query';
import { act, render, screen, waitFor } from '@testing-library/react';
import { Activity, StrictMode, Suspense, useEffect, useState } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  type Embedder,
  EmbedderProvider,
  embeddingQuery,
  useEmbedder,
  useEmbedding,
} from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { scriptedWorkers } from '../support/scriptedWorker.js';

const seen: Embedder[] = [];

function Probe() {
  const { status, embedder } = useEmbedder();
  seen.push(embedder);
  const { data } = useEmbedding('hello');
  return <p>{data ? `ready on ${status}` : status}</p>;
}

function Never(): never {
  seen.push(useEmbedder().embedder);
  throw new Promise(() => {}); // as React before `use` has it
}

let mounts = 0;

/** Shows which mount it is. */
function Mounted() {
  const [mount] = useState(() => ++mounts);
  const { status } = useEmbedder();
  const { data } = useEmbedding('hello');
  return <p>{`${data ? status : 'idle'}, mount ${mount}`}</p>;
}

function Prefetching() {
  const { embedder, queryClient } = useEmbedder();
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    void queryClient.prefetchQuery(embeddingQuery(embedder, 'soon')).then(() => setThere(true));
  }, [queryClient, embedder]);
  return <p>{isThere ? 'prefetched' : 'not yet'}</p>;
}

function Recorded({ into }: { into: string[] }) {
  const { status } = useEmbedding('soon');
  into.push(status);
  return <p>{status}</p>;
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

// React 18 has no Activity.
test.skipIf(!Activity)('a tree that was hidden and is shown again has a working embedder', async () => {
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

test('an embedder of its own that somebody has disposed is replaced, for all who had it and for those who come', async () => {
  const own = (
    <EmbedderProvider backends={['hash']} modelsUrl="/disposed">
      <Probe />
    </EmbedderProvider>
  );
  seen.length = 0;
  render(<StrictMode>{own}</StrictMode>);
  await screen.findByText('ready on ready');
  const [first] = seen;
  await act(async () => first?.dispose());
  await waitFor(() => expect(seen.at(-1)).not.toBe(first));
  render(<StrictMode>{own}</StrictMode>);
  await expect(seen.at(-1)?.embed('another text')).resolves.toHaveLength(384);
  expect(new Set(seen).size).toBe(2);
});

test('an embedder that a tree was given up with, before it was ever mounted, is disposed', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  seen.length = 0;
  const { unmount } = render(
    <Suspense fallback={<p>waiting</p>}>
      <EmbedderProvider backends={['hash']} modelsUrl="/given-up">
        <Never />
      </EmbedderProvider>
    </Suspense>,
  );
  screen.getByText('waiting');
  unmount();
  const [embedder] = seen;
  await embedder?.load();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(embedder?.getState().status).toBe('ready'); // the tree may still come
  await vi.advanceTimersByTimeAsync(60_000);
  expect(embedder?.getState().status).toBe('disposed');
});

test.each([undefined, null])(
  'while the embedder is not there yet (%s) all waits for it, and nothing is mounted anew when it comes',
  async (nothing) => {
    const workers = scriptedWorkers();
    const embedder = scriptedEmbedder(workers);
    const app = (given: Embedder | undefined | null) => (
      <StrictMode>
        <EmbedderProvider embedder={given}>
          <Mounted />
        </EmbedderProvider>
      </StrictMode>
    );
    const { rerender } = render(app(nothing));
    const { textContent } = await screen.findByText(/^idle/);
    await nextTask();
    expect(screen.getByText(/^idle/).textContent).toBe(textContent);
    expect(workers.counts.started).toBe(0);
    rerender(app(embedder));
    await screen.findByText(textContent?.replace('idle', 'ready') ?? '');
    rerender(app(nothing));
    await screen.findByText(textContent ?? '');
  },
);

test('a model in the place of an embedder, and the other way round, mounts nothing anew', async () => {
  const { rerender } = render(
    <EmbedderProvider backends={['hash']} modelsUrl="/in-its-place">
      <Mounted />
    </EmbedderProvider>,
  );
  const { textContent } = await screen.findByText(/^ready/);
  rerender(
    <EmbedderProvider embedder={scriptedEmbedder()}>
      <Mounted />
    </EmbedderProvider>,
  );
  await screen.findByText(textContent ?? '');
});

test('another query client of the app is used by all hooks', async () => {
  const embedder = scriptedEmbedder();
  const [first, second] = [new QueryClient(), new QueryClient()];
  const app = (queryClient: QueryClient) => (
    <EmbedderProvider embedder={embedder} queryClient={queryClient}>
      <Mounted />
    </EmbedderProvider>
  );
  const { rerender } = render(app(first));
  await screen.findByText(/^ready/);
  rerender(app(second));
  await screen.findByText(/^ready/);
  const keysOf = (client: QueryClient) =>
    client
      .getQueryCache()
      .getAll()
      .map(({ queryHash }) => queryHash);
  expect(keysOf(second)).toEqual(keysOf(first));
});

test('what is prefetched into the query client that useEmbedder gives is there at once', async () => {
  const embedder = scriptedEmbedder();
  const { rerender } = renderWithEmbedder(<Prefetching />, embedder);
  await screen.findByText('prefetched');
  const renders: string[] = [];
  rerender(<Recorded into={renders} />);
  await screen.findByText('success');
  expect(renders).not.toContain('pending');
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

test('loads the model when the page has loaded and is idle, if the app wants that', async () => {
  const workers = scriptedWorkers();
  const idle: IdleRequestCallback[] = [];
  vi.stubGlobal('requestIdleCallback', (act: IdleRequestCallback) => idle.push(act));
  vi.stubGlobal('cancelIdleCallback', (id: number) => idle.splice(id - 1, 1, () => {}));
  onTestFinished(() => void vi.unstubAllGlobals());
  render(
    <StrictMode>
      <EmbedderProvider embedder={scriptedEmbedder(workers)} preload>
        <p>nothing that asks for a vector</p>
      </EmbedderProvider>
    </StrictMode>,
  );
  await waitFor(() => expect(idle.length).toBeGreaterThan(0));
  expect(workers.counts.started).toBe(0);
  act(() => {
    for (const callback of idle) callback({ didTimeout: false, timeRemaining: () => 50 });
  });
  await waitFor(() => expect(workers.counts.started).toBe(1));
});

test('loads nothing by itself otherwise', async () => {
  const workers = scriptedWorkers();
  const requestIdle = vi.fn();
  vi.stubGlobal('requestIdleCallback', requestIdle);
  onTestFinished(() => void vi.unstubAllGlobals());
  renderWithEmbedder(<p>nothing</p>, scriptedEmbedder(workers));
  expect(requestIdle).not.toHaveBeenCalled();
  expect(workers.counts.started).toBe(0);
});
