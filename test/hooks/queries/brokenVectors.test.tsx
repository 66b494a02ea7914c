import { dehydrate, hydrate, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  type PersistedClient,
  type Persister,
  PersistQueryClientProvider,
} from '@tanstack/react-query-persist-client';
import { act, render, screen, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { describe, expect, test } from 'vitest';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import {
  type Embedder,
  EmbedderProvider,
  embeddingQuery,
  embeddingsQuery,
  useEmbedding,
  useSemanticSearch,
} from '../../../src/index.js';
import { scriptedEmbedder } from '../../support/renderWithEmbedder.js';
import { lookUpWorkers, scriptedWorkers, workerOf } from '../../support/scriptedWorker.js';

const places = { diary: [1, 0], recipe: [0, 1], secret: [0.9, 0.1] };
const startWorker = () => workerOf(createSearchApi());

function Vector({ text }: { text: string }) {
  const { data, status } = useEmbedding(text);
  return <p>{data ? `${data.constructor.name} of ${data.length}` : status}</p>;
}

function Search({ items, query }: { items: readonly string[]; query: string }) {
  const { status, hits } = useSemanticSearch({ items, query, debounceMs: 0, worker: startWorker });
  return <p>{`${status}: ${hits.map(({ item }) => item).join(' ')}`}</p>;
}

/** What a persister leaves of a client. */
const throughJson = (client: QueryClient) => JSON.parse(JSON.stringify(dehydrate(client)));

describe('a vector that comes back as something else', () => {
  test('is computed again', async () => {
    const before = new QueryClient();
    await before.fetchQuery(embeddingQuery(scriptedEmbedder(), 'hello'));
    const client = new QueryClient();
    hydrate(client, throughJson(before));
    render(
      <EmbedderProvider embedder={scriptedEmbedder()} queryClient={client}>
        <Vector text="hello" />
      </EmbedderProvider>,
    );
    expect(screen.queryByText(/Object/)).toBeNull();
    await screen.findByText('Float32Array of 384');
  });

  test('is dropped when it comes later, and one that is right stays', async () => {
    const workers = scriptedWorkers();
    const embedder = scriptedEmbedder(workers);
    const before = new QueryClient();
    await before.fetchQuery(embeddingsQuery(embedder, ['hello']));
    await before.fetchQuery(embeddingQuery(embedder, 'right'));
    const client = new QueryClient();
    render(<EmbedderProvider embedder={embedder} queryClient={client} />);
    act(() => hydrate(client, throughJson(before)));
    expect(client.getQueryData(embeddingsQuery(embedder, ['hello']).queryKey)).toBeUndefined();
    const right = new Float32Array(384);
    client.setQueryData(embeddingQuery(embedder, 'right').queryKey, right);
    expect(client.getQueryData(embeddingQuery(embedder, 'right').queryKey)).toBe(right);
  });
});

/** A store of a browser, which holds what is written to it as JSON (localStorage) or as a copy (IndexedDB). */
function storeOf(copy: <V>(value: V) => V, textOf: (value: unknown) => string) {
  let stored: PersistedClient | undefined;
  const persister: Persister = {
    persistClient: (client) => {
      stored = copy(client);
    },
    restoreClient: () => stored && copy(stored),
    removeClient: () => {
      stored = undefined;
    },
  };
  return { persister, text: () => textOf(stored), isWritten: () => stored !== undefined };
}

const json = <V,>(value: V): V => JSON.parse(JSON.stringify(value));
const inText = (value: unknown) => JSON.stringify(value) ?? '';

describe.each([
  ['localStorage', () => storeOf(json, inText)],
  ['IndexedDB', () => storeOf(structuredClone, inText)],
])('a query client that is persisted in %s', (_, makeStore) => {
  function visit(store: ReturnType<typeof makeStore>, embedder: Embedder, items: readonly string[]) {
    const queryClient = new QueryClient({ defaultOptions: { queries: { gcTime: 3_600_000 } } });
    const persistOptions = { persister: store.persister };
    return render(
      <StrictMode>
        <PersistQueryClientProvider client={queryClient} persistOptions={persistOptions}>
          <EmbedderProvider embedder={embedder} queryClient={queryClient}>
            <Search items={items} query="secret" />
            <Vector text="private" />
          </EmbedderProvider>
        </PersistQueryClientProvider>
      </StrictMode>,
    );
  }

  test('has no text of a user, and gives no wrong answer at the next visit', async () => {
    const store = makeStore();
    const first = visit(store, scriptedEmbedder(lookUpWorkers(places)), ['diary', 'recipe']);
    await screen.findByText('ready: diary recipe');
    await screen.findByText('Float32Array of 384');
    await waitFor(() => expect(store.text()).toContain('react-embeddings')); // it is written once a second
    expect(store.text()).not.toMatch(/diary|recipe|secret|private/);
    first.unmount();

    visit(store, scriptedEmbedder(lookUpWorkers(places)), ['recipe']);
    expect(screen.queryByText(/diary/)).toBeNull();
    await screen.findByText('ready: recipe');
    await screen.findByText('Float32Array of 384');
    expect(screen.queryByText(/diary/)).toBeNull();
  });
});

test('defaults of an app’s client do not change a search', async () => {
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: { throwOnError: true, refetchInterval: 1, placeholderData: (previous: unknown) => previous },
    },
  });
  const workers = lookUpWorkers(places);
  const embedder = scriptedEmbedder(workers);
  const app = (query: string) => (
    <QueryClientProvider client={queryClient}>
      <EmbedderProvider embedder={embedder} queryClient={queryClient}>
        <Search items={['diary', 'recipe']} query={query} />
        <Vector text={query} />
      </EmbedderProvider>
    </QueryClientProvider>
  );
  const { rerender } = render(app('secret'));
  await screen.findByText('ready: diary recipe');
  await screen.findByText('Float32Array of 384');
  rerender(app('diary'));
  screen.getByText('stale: diary recipe');
  screen.getByText('pending');
  await screen.findByText('ready: diary recipe');
  expect(queryClient.getQueryCache().findAll({ queryKey: ['react-embeddings', 'search'] })).toEqual([]);
});
