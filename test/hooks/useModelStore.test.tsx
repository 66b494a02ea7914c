import { QueryClient } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { StrictMode } from 'react';
import { expect, test } from 'vitest';
import { EmbedderProvider, useModelStore } from '../../src/index.js';
import { memoryStore } from '../support/memoryStore.js';
import { scriptedEmbedder } from '../support/renderWithEmbedder.js';

function Models() {
  const { models } = useModelStore();
  return <p>{models?.map(({ id }) => id).join(', ') ?? 'loading'}</p>;
}

test('in an app’s client the list has a key of this package, and not the app’s defaults', async () => {
  memoryStore().keep('all-MiniLM-L6-v2', Date.UTC(2026, 10, 20));
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: {
        throwOnError: true,
        refetchInterval: 1,
        refetchOnWindowFocus: 'always',
        structuralSharing: true,
      },
    },
  });
  render(
    <StrictMode>
      <EmbedderProvider embedder={scriptedEmbedder()} queryClient={queryClient}>
        <Models />
      </EmbedderProvider>
    </StrictMode>,
  );
  await screen.findByText('all-MiniLM-L6-v2');
  const [list, ...others] = queryClient.getQueryCache().getAll();
  expect(others).toEqual([]);
  expect(list?.queryKey[0]).toBe('react-embeddings');
  expect(list?.observers[0]?.options).toMatchObject({
    throwOnError: false,
    refetchInterval: false,
    refetchOnWindowFocus: false,
  });
});
