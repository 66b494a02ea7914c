import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { type ReactNode, StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createSearchApi } from '../../src/engine/workers/search/api.js';
import { type Embedder, EmbedderProvider, SemanticSearch, useEmbedder } from '../../src/index.js';
import { scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { scriptedWorkers, workerOf } from '../support/scriptedWorker.js';

const worker = () => workerOf(createSearchApi());

function Status() {
  return <p>{useEmbedder().status}</p>;
}

/** What a server renders, in the page; taken over by React when `hydrate` is called. */
function servedPage(app: ReactNode) {
  const container = document.body.appendChild(document.createElement('div'));
  container.innerHTML = renderToString(app);
  onTestFinished(() => container.remove());
  const onRecoverableError = vi.fn();
  const hydrate = async () => {
    const root = await act(async () => hydrateRoot(container, app, { onRecoverableError }));
    onTestFinished(() => act(() => root.unmount()));
    expect(onRecoverableError).not.toHaveBeenCalled();
  };
  return { input: within(container).getByRole<HTMLInputElement>('combobox'), hydrate };
}

const served = (embedder: Embedder, props: { onQueryChange?: (query: string) => void } = {}) => (
  <StrictMode>
    <EmbedderProvider embedder={embedder}>
      <SemanticSearch items={['cat', 'dog']} label="Search animals" worker={worker} {...props}>
        {({ item }) => item}
      </SemanticSearch>
    </EmbedderProvider>
  </StrictMode>
);

test('a field that a person entered before React took the page over loads the model, and its search is announced', async () => {
  const workers = scriptedWorkers();
  const { input, hydrate } = servedPage(served(scriptedEmbedder(workers)));
  act(() => input.focus());
  await hydrate();
  await waitFor(() => expect(workers.counts.started).toBeGreaterThan(0));
  fireEvent.change(input, { target: { value: 'cat' } });
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('The 2 closest'));
});

test('what a person typed before React took the page over is searched for', async () => {
  const onQueryChange = vi.fn();
  const { input, hydrate } = servedPage(served(scriptedEmbedder(), { onQueryChange }));
  input.value = 'ca'; // no event reaches React
  await hydrate();
  expect(onQueryChange.mock.calls[0]).toEqual(['ca']);
  expect(input.value).toBe('ca');
  await waitFor(() => screen.getByRole('option', { name: 'cat' }));
});

test('what a server rendered is taken over without a mismatch, by an embedder that is already at work', async () => {
  const embedder = scriptedEmbedder();
  const app = (
    <StrictMode>
      <EmbedderProvider embedder={embedder}>
        <SemanticSearch items={['cat', 'dog']} label="Search animals">
          {({ item }) => item}
        </SemanticSearch>
        <Status />
      </EmbedderProvider>
    </StrictMode>
  );
  const container = document.body.appendChild(document.createElement('div'));
  container.innerHTML = renderToString(app);
  await embedder.load();
  const onRecoverableError = vi.fn();
  const root = await act(async () => hydrateRoot(container, app, { onRecoverableError }));
  onTestFinished(() => act(() => root.unmount()));
  expect(onRecoverableError).not.toHaveBeenCalled();
  screen.getByRole('combobox', { name: 'Search animals' });
  screen.getByText('ready');
});
