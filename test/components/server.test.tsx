// @vitest-environment node

import { Writable } from 'node:stream';
import { QueryClient } from '@tanstack/react-query';
import { Suspense } from 'react';
import { renderToPipeableStream, renderToString } from 'react-dom/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  createEmbedder,
  EmbedderProvider,
  embeddingQuery,
  embeddingsQuery,
  ModelManager,
  SemanticSearch,
  useClassify,
  useEmbedder,
  useEmbedding,
  useEmbeddings,
  useSearchIndex,
  useSemanticSearch,
  useSimilarity,
  useSuspenseEmbedding,
} from '../../src/index.js';

// There is no window, no Worker and no document here.
const items = ['cat', 'dog'];

function AllHooks() {
  const embedder = useEmbedder();
  const one = useEmbedding('hello');
  const many = useEmbeddings(items);
  const similarity = useSimilarity('cat', 'dog');
  const labels = useClassify('cat', ['animal']);
  const { index, indexState } = useSearchIndex(items, {});
  const search = useSemanticSearch({ items, query: 'kitten' });
  const elsewhere = useSemanticSearch({ index, query: 'kitten' });
  const states = [embedder, one, many, similarity, labels, indexState, search, elsewhere];
  return <p>{states.map(({ status }) => status).join(' ')}</p>;
}

function Seen({ into }: { into: ReturnType<typeof useEmbedder>[] }) {
  into.push(useEmbedder());
  return null;
}

function Suspending() {
  return <p>{useSuspenseEmbedding('hello').data.length}</p>;
}

test('every hook and component renders on a server, with nothing yet and no warning', () => {
  const warn = vi.spyOn(console, 'error'); // React 18 warns there of effects that run before the paint
  onTestFinished(() => warn.mockRestore());
  const html = renderToString(
    <EmbedderProvider>
      <AllHooks />
    </EmbedderProvider>,
  );
  renderToString(
    <EmbedderProvider>
      <SemanticSearch items={items} label="Search">
        {({ item }) => item}
      </SemanticSearch>
      <ModelManager />
    </EmbedderProvider>,
  );
  expect(warn).not.toHaveBeenCalled();
  expect(html).toBe('<p>idle pending pending pending pending idle pending pending</p>');
});

test('the component renders on a server as an empty, labelled search field', () => {
  const embedder = createEmbedder();
  const html = renderToString(
    <EmbedderProvider embedder={embedder}>
      <SemanticSearch items={items} label="Search animals">
        {({ item }) => item}
      </SemanticSearch>
    </EmbedderProvider>,
  );
  expect(html).toContain('<label for=');
  expect(html).toContain('role="combobox"');
  expect(html).not.toContain('style='); // a Content-Security-Policy may forbid it
  expect(embedder.getState()).toEqual({ status: 'idle' });
});

test('the panel of kept models renders on a server, with nothing yet', () => {
  const html = renderToString(
    <EmbedderProvider>
      <ModelManager />
    </EmbedderProvider>,
  );
  expect(html).toContain('aria-label="Stored on this device" aria-busy="true"');
  expect(html).toContain('data-state="reading"');
});

test('the suspending hook renders its fallback on a server, for the browser to go on from', async () => {
  const errors: unknown[] = [];
  const html = await new Promise<string>((resolve) => {
    let text = '';
    const sink = new Writable({
      write(chunk, _, done) {
        text += chunk;
        done();
      },
      final(done) {
        done();
        resolve(text);
      },
    });
    const { pipe } = renderToPipeableStream(
      <EmbedderProvider>
        <Suspense fallback={<p>waiting</p>}>
          <Suspending />
        </Suspense>
      </EmbedderProvider>,
      {
        onAllReady: () => pipe(sink),
        onError: (error) => void errors.push(error),
      },
    );
  });
  expect(html).toContain('<p>waiting</p>');
  const digest = 'BAILOUT_TO_CLIENT_SIDE_RENDERING'; // Next.js prerenders the page nevertheless
  expect(errors).toEqual([expect.objectContaining({ code: 'client-only', digest })]);
});

test('what is prefetched stays until its query client goes, and no timer keeps the process alive', async () => {
  const embedder = createEmbedder({ backends: ['hash'] });
  const client = new QueryClient();
  await client.prefetchQuery(embeddingQuery(embedder, 'one'));
  await client.prefetchQuery(embeddingQuery(embedder, 'two'));
  await client.prefetchQuery(embeddingsQuery(embedder, ['one', 'two']));
  await new Promise((resolve) => setTimeout(resolve)); // when queries without a time would be gone
  const queries = client.getQueryCache().getAll();
  expect(queries.map(({ state }) => state.status)).toEqual(['success', 'success', 'success']);
  expect(queries.map(({ gcTime }) => gcTime)).toEqual([Infinity, Infinity, Infinity]);
});

test('nothing is shared between requests: neither an embedder, nor a query client', () => {
  const seen: ReturnType<typeof useEmbedder>[] = [];
  const own = createEmbedder();
  const pages = [
    <EmbedderProvider key="own" download={{ headers: { Authorization: 'of a user' } }}>
      <Seen into={seen} />
    </EmbedderProvider>,
    <EmbedderProvider key="borrowed" embedder={own}>
      <Seen into={seen} />
    </EmbedderProvider>,
  ];
  for (const page of [...pages, ...pages]) renderToString(page);
  const [first, borrowed] = seen;
  expect(seen.map(({ embedder }) => embedder === first?.embedder)).toEqual([true, false, false, false]);
  expect(seen.map(({ embedder }) => embedder === borrowed?.embedder)).toEqual([false, true, false, true]);
  expect(new Set(seen.map(({ queryClient }) => queryClient)).size).toBe(4);
});

test('the suspending hook renders a vector that the server was given', () => {
  const embedder = createEmbedder();
  const queryClient = new QueryClient();
  queryClient.setQueryData(embeddingQuery(embedder, 'hello').queryKey, new Float32Array(7));
  const html = renderToString(
    <EmbedderProvider embedder={embedder} queryClient={queryClient}>
      <Suspending />
    </EmbedderProvider>,
  );
  expect(html).toBe('<p>7</p>');
});
