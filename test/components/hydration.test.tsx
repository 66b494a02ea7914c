import { act, screen } from '@testing-library/react';
import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import { EmbedderProvider, SemanticSearch, useEmbedder } from '../../src/index.js';
import { scriptedEmbedder } from '../support/renderWithEmbedder.js';

function Status() {
  return <p>{useEmbedder().status}</p>;
}

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
