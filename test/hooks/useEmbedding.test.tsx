import { QueryClient } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import { StrictMode, Suspense } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { defer } from '../../src/engine/utils/promises.js';
import {
  createEmbedder,
  createVectorCache,
  EmbedderBoundary,
  EmbedderProvider,
  EmbedError,
  embeddingQuery,
  spaceOf,
  useEmbedder,
  useEmbedding,
  useSuspenseEmbedding,
} from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { scriptedWorkers } from '../support/scriptedWorker.js';

// A scripted vector's second number is the length of its text.
function Length({ text }: { text: string | undefined | null }) {
  const { status, data, error } = useEmbedding(text);
  return <p>{data ? `length ${data[1]}` : error ? error.code : status}</p>;
}

function Suspending() {
  return <p>length {useSuspenseEmbedding('hello').data[1]}</p>;
}

function Optional({ text }: { text: string | null }) {
  return <p>{useSuspenseEmbedding(text).data?.[1] ?? 'nothing'}</p>;
}

function Selected({ enabled }: { enabled: boolean }) {
  const { data, isPlaceholderData } = useEmbedding('hello', {
    enabled,
    select: (vector) => `selected ${vector[1]}`,
    placeholderData: new Float32Array([0, 99]),
  });
  return <p>{isPlaceholderData ? `for now ${data}` : data}</p>;
}

function Throwing() {
  return <p>{useEmbedding('hello', { throwOnError: true, gcTime: 0 }).status}</p>;
}

function Meaning() {
  const { data, semantic } = useEmbedding('hello');
  const { semantic: ofEmbedder } = useEmbedder();
  return <p>{`${data ? 'vector' : 'pending'}, semantic: ${semantic}, ${ofEmbedder}`}</p>;
}

function Space() {
  const { data } = useEmbedding('hello');
  return <p>{data ? spaceOf(data) : 'none'}</p>;
}

test('a component shows its vector when it is there', async () => {
  renderWithEmbedder(<Length text="hello" />, scriptedEmbedder());
  screen.getByText('pending');
  await screen.findByText('length 5');
});

test('a hundred components with one text embed it once', async () => {
  const workers = scriptedWorkers();
  const keys = Array.from({ length: 100 }, (_, key) => key);
  renderWithEmbedder(
    keys.map((key) => <Length key={key} text="hello" />),
    scriptedEmbedder(workers),
  );
  await waitFor(() => expect(screen.getAllByText('length 5')).toHaveLength(100));
  expect(workers.batches).toEqual([['hello']]);
});

test('StrictMode starts one worker, not two', async () => {
  const workers = scriptedWorkers();
  renderWithEmbedder(<Length text="hello" />, scriptedEmbedder(workers));
  await screen.findByText('length 5');
  expect(workers.counts).toEqual({ started: 1, terminated: 0 });
});

test('components with one text cause one computation', async () => {
  const workers = scriptedWorkers();
  renderWithEmbedder(
    <>
      <Length text="hello" />
      <Length text="hello" />
      <Length text="hello" />
    </>,
    scriptedEmbedder(workers),
  );
  expect(await screen.findAllByText('length 5')).toHaveLength(3);
  expect(workers.batches.flat()).toEqual(['hello']);
});

test('a page whose vectors are all kept starts no worker', async () => {
  const cache = createVectorCache();
  const filling = scriptedEmbedder(scriptedWorkers(), { cache });
  await filling.embedMany(['one', 'three']);
  const workers = scriptedWorkers();
  renderWithEmbedder(
    <>
      <Length text="one" />
      <Length text="three" />
    </>,
    scriptedEmbedder(workers, { cache }),
  );
  await screen.findByText('length 3');
  await screen.findByText('length 5');
  expect(workers.counts.started).toBe(0);
});

test.each([undefined, null])('no text (%s) asks for nothing', async (nothing) => {
  const workers = scriptedWorkers();
  const { rerender } = renderWithEmbedder(<Length text={nothing} />, scriptedEmbedder(workers));
  screen.getByText('pending');
  expect(workers.counts.started).toBe(0);
  rerender(<Length text="now" />);
  await screen.findByText('length 3');
});

test.each([undefined, null])(
  'no text (%s) has no vector, also where that of the empty string is there',
  async (nothing) => {
    const { rerender } = renderWithEmbedder(<Length text="" />, scriptedEmbedder());
    await screen.findByText('length 0');
    rerender(<Length text={nothing} />);
    screen.getByText('pending');
  },
);

test('no text does not suspend', async () => {
  const ui = (text: string | null) => (
    <Suspense fallback={<p>waiting</p>}>
      <Optional text={text} />
    </Suspense>
  );
  const workers = scriptedWorkers();
  const { rerender } = renderWithEmbedder(ui(null), scriptedEmbedder(workers));
  screen.getByText('nothing');
  expect(workers.counts.started).toBe(0);
  rerender(ui('four'));
  await screen.findByText('4');
});

test('options of TanStack Query are its own', async () => {
  const workers = scriptedWorkers();
  const { rerender } = renderWithEmbedder(<Selected enabled={false} />, scriptedEmbedder(workers));
  screen.getByText('for now selected 99');
  expect(workers.counts.started).toBe(0);
  rerender(<Selected enabled />);
  await screen.findByText('selected 5');
});

test('throwOnError throws to the nearest error boundary, and an unused vector goes after gcTime', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {}); // React reports what is thrown while rendering
  onTestFinished(() => void vi.restoreAllMocks());
  const failing = scriptedWorkers({
    load: async () => {
      throw new EmbedError('model-not-found', 'not there');
    },
  });
  const queryClient = new QueryClient();
  render(
    <StrictMode>
      <EmbedderProvider embedder={scriptedEmbedder(failing)} queryClient={queryClient}>
        <EmbedderBoundary renderError={({ code }) => code}>
          <Throwing />
        </EmbedderBoundary>
      </EmbedderProvider>
    </StrictMode>,
  );
  await screen.findByText('model-not-found');
  await waitFor(() => expect(queryClient.getQueryCache().getAll()).toEqual([]));
});

test('a result says whether its vector has a meaning, once that is known', async () => {
  const { unmount } = renderWithEmbedder(<Meaning />, scriptedEmbedder());
  screen.getByText('pending, semantic: undefined, undefined');
  await screen.findByText('vector, semantic: true, true');
  unmount();
  renderWithEmbedder(<Meaning />, createEmbedder({ backends: ['hash'] }));
  screen.getByText('pending, semantic: undefined, undefined');
  await screen.findByText('vector, semantic: false, false');
});

test('a vector that is there before the embedder is ready has its meaning', async () => {
  const queryClient = new QueryClient();
  await queryClient.fetchQuery(embeddingQuery(scriptedEmbedder(), 'hello'));
  render(
    <StrictMode>
      <EmbedderProvider embedder={scriptedEmbedder()} queryClient={queryClient}>
        <Meaning />
      </EmbedderProvider>
    </StrictMode>,
  );
  screen.getByText('vector, semantic: true, undefined');
});

test('an unmounted component leaves the queue', async () => {
  const gate = defer<void>();
  const workers = scriptedWorkers({ load: () => gate.promise.then(() => ({ runtime: 'encoder' as const })) });
  const embedder = scriptedEmbedder(workers);
  const { unmount } = renderWithEmbedder(<Length text="hello" />, embedder);
  await waitFor(() => expect(workers.counts.started).toBe(1));
  unmount();
  gate.resolve();
  await embedder.embed('something else');
  expect(workers.batches).toEqual([['something else']]);
});

test('an error is the result, with its code', async () => {
  const failing = scriptedWorkers({
    load: async () => {
      throw new EmbedError('model-not-found', 'not there');
    },
  });
  renderWithEmbedder(<Length text="hello" />, scriptedEmbedder(failing));
  await screen.findByText('model-not-found');
});

test('after a fallback the vector is of the new space, never kept under the old one', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  const failing = scriptedWorkers({
    load: async () => {
      throw new EmbedError('model-not-found', 'not there');
    },
  });
  const embedder = scriptedEmbedder(failing, { backends: ['cpu', 'hash'] });
  const modelSpace = embedder.space;
  const queryClient = new QueryClient();
  render(
    <StrictMode>
      <EmbedderProvider embedder={embedder} queryClient={queryClient}>
        <Space />
      </EmbedderProvider>
    </StrictMode>,
  );
  await screen.findByText('hash-based-v1');
  const kept = queryClient
    .getQueryCache()
    .getAll()
    .filter(({ state }) => state.data !== undefined);
  expect(kept.map(({ queryKey }) => queryKey.slice(0, 4))).toEqual([
    ['react-embeddings', 'embedding', 'hash-based-v1', 'document'],
  ]);
  expect(modelSpace).not.toBe('hash-based-v1');
});

test('a vector without a meaning is never kept under a model whose folder nobody has read yet', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  const failing = scriptedWorkers({
    load: async () => {
      throw new EmbedError('model-not-found', 'not there');
    },
  });
  const embedder = scriptedEmbedder(failing, { model: { repo: 'someone/model' }, backends: ['cpu', 'hash'] });
  const queryClient = new QueryClient();
  const query = embeddingQuery(embedder, 'hello');
  await expect(queryClient.fetchQuery(query)).rejects.toMatchObject({ code: 'space-mismatch' });
  expect(queryClient.getQueryData(query.queryKey)).toBeUndefined();
  expect(spaceOf(await queryClient.fetchQuery(embeddingQuery(embedder, 'hello')))).toBe('hash-based-v1');
  expect(failing.batches).toEqual([]);
});

test('outside of a provider it is an error that names the hook and the provider', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {}); // React reports what is thrown while rendering
  onTestFinished(() => void vi.restoreAllMocks());
  expect(() => render(<Length text="hello" />)).toThrow(
    expect.objectContaining({
      code: 'provider-missing',
      message: expect.stringMatching(/useEmbedding .* <EmbedderProvider>/),
    }),
  );
});

test('the suspending twin shows the fallback, then the vector', async () => {
  const workers = scriptedWorkers();
  renderWithEmbedder(
    <Suspense fallback={<p>waiting</p>}>
      <Suspending />
    </Suspense>,
    scriptedEmbedder(workers),
  );
  screen.getByText('waiting');
  await screen.findByText('length 5');
  expect(workers.counts.started).toBe(1);
});

test('a tree that suspends before it is first mounted, provider and all, starts one worker', async () => {
  const workers = scriptedWorkers();
  const embedder = scriptedEmbedder(workers);
  render(
    <StrictMode>
      <Suspense fallback={<p>waiting</p>}>
        <EmbedderProvider embedder={embedder}>
          <Suspending />
        </EmbedderProvider>
      </Suspense>
    </StrictMode>,
  );
  await screen.findByText('length 5');
  expect(workers.counts.started).toBe(1);
});
