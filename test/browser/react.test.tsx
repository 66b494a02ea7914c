import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import {
  createEmbedder,
  EmbedderProvider,
  type ModelSpec,
  SemanticSearch,
  useEmbedding,
} from '../../src/index.js';
import smallBert from '../fixtures/small-bert/expected.json';

// The whole library in a real browser: React, the worker, the runtime.
afterEach(cleanup);

const spec = smallBert.spec as ModelSpec; // JSON widens 'cls' to string

/** The library's own worker, counted. */
function countedWorkers() {
  const counts = { started: 0 };
  const worker = () => {
    counts.started += 1;
    return new Worker(new URL('../../src/engine/workers/embedding/embeddingWorker.ts', import.meta.url), {
      type: 'module',
    });
  };
  return { worker, counts };
}

function Dimensions() {
  const { data } = useEmbedding('the cat sings');
  return <p>{data ? `${data.length} dimensions` : 'pending'}</p>;
}

test('in StrictMode, three components with one text start one worker', async () => {
  const { worker, counts } = countedWorkers();
  const embedder = createEmbedder({ model: spec, modelsUrl: '/test/fixtures', backends: ['cpu'], worker });
  onTestFinished(() => embedder.dispose());
  render(
    <StrictMode>
      <EmbedderProvider embedder={embedder}>
        <Dimensions />
        <Dimensions />
        <Dimensions />
      </EmbedderProvider>
    </StrictMode>,
  );
  await waitFor(() => expect(screen.getAllByText('32 dimensions')).toHaveLength(3));
  expect(counts.started).toBe(1);
});

test('a provider with a model of its own works in StrictMode', async () => {
  render(
    <StrictMode>
      <EmbedderProvider model={spec} modelsUrl="/test/fixtures" backends={['cpu']}>
        <Dimensions />
      </EmbedderProvider>
    </StrictMode>,
  );
  await screen.findByText('32 dimensions');
});

test('a person searches ten thousand items', async () => {
  const items = Array.from({ length: 10_000 }, (_, index) => `dog ${index}`);
  items[7_777] = 'the bird sings';
  const withoutPrompts = { ...spec, prompts: { query: '', document: '' } }; // so that a text is closest to itself
  render(
    <StrictMode>
      <EmbedderProvider model={withoutPrompts} modelsUrl="/test/fixtures" backends={['cpu']}>
        <SemanticSearch items={items} label="Search" loadOn="mount" limit={3}>
          {({ item }) => item}
        </SemanticSearch>
      </EmbedderProvider>
    </StrictMode>,
  );
  await screen.findByRole('progressbar', { name: /of 10,000 texts$/ });
  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull(), { timeout: 50_000 });
  await userEvent.type(screen.getByRole('combobox', { name: 'Search' }), 'the bird sings');
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('The 3 closest'));
  expect(screen.getAllByRole('option')[0]?.textContent).toBe('the bird sings');
});
