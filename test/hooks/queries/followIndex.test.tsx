import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, render, screen, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import {
  createSearchIndex,
  EmbedderProvider,
  EmbedError,
  embeddingQuery,
  type SearchableIndex,
  searchQuery,
  useEmbedder,
} from '../../../src/index.js';
import { scriptedEmbedder } from '../../support/renderWithEmbedder.js';
import { scriptedWorkers, workerOf } from '../../support/scriptedWorker.js';

// Components as apps have them, that the React Compiler can compile: `REACT_COMPILER=consumer` does.

function Found({ index, query }: { index: SearchableIndex<string>; query: string }) {
  const { data, isFetching } = useQuery(searchQuery(index, { query, mode: 'lexical' }));
  return <p>{isFetching ? 'searching' : `found ${data?.hits.map(({ item }) => item).join(', ')}`}</p>;
}

function Dimensions({ text }: { text: string }) {
  const { embedder, space, queryClient } = useEmbedder();
  const { data, error } = useQuery(embeddingQuery(embedder, text, {}, space), queryClient);
  return <p>{error ? error.code : `${space} ${data?.length}`}</p>;
}

function notesOf(...notes: readonly string[]) {
  const embedder = scriptedEmbedder();
  const worker = () => workerOf(createSearchApi());
  const index = createSearchIndex<string>({ embedder, getText: (text) => text, worker });
  onTestFinished(() => index.dispose());
  index.add(notes);
  return index;
}

test('a search of an app’s own sees items that are added later, in any client', async () => {
  const index = notesOf('oat milk');
  const client = new QueryClient();
  render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <Found index={index} query="milk" />
      </QueryClientProvider>
    </StrictMode>,
  );
  await screen.findByText('found oat milk');
  act(() => void index.add(['milk the cow']));
  await screen.findByText(/found (oat milk, milk the cow|milk the cow, oat milk)/);
  act(() => index.remove(['oat milk']));
  await screen.findByText('found milk the cow');
});

test('an index that nobody shows any more is not followed', async () => {
  const index = notesOf('oat milk');
  const client = new QueryClient();
  await client.fetchQuery(searchQuery(index, { query: 'milk', mode: 'lexical' }));
  const invalidate = vi.spyOn(client, 'invalidateQueries');
  index.add(['milk the cow']);
  expect(invalidate).toHaveBeenCalledTimes(1);
  client.clear();
  index.add(['milk the goat']);
  index.add(['milk the sheep']);
  expect(invalidate).toHaveBeenCalledTimes(1);
});

test('a vector of an app’s own is one of the fallback’s space, after a fall', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  const workers = scriptedWorkers({
    load: async () => {
      throw new EmbedError('model-load-failed', 'The server is down.');
    },
  });
  const embedder = scriptedEmbedder(workers, { backends: ['cpu', 'hash'] });
  render(
    <StrictMode>
      <EmbedderProvider embedder={embedder}>
        <Dimensions text="hello" />
      </EmbedderProvider>
    </StrictMode>,
  );
  await waitFor(() => screen.getByText('hash-based-v1 384'));
});
