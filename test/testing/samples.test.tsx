import setupSample from 'sample:docs/testing.md#1';
import testSample from 'sample:docs/testing.md#2';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EmbedderProvider, SemanticSearch, useEmbedder } from '../../src/index.js';
import type { TestEmbedder } from '../../src/testing/index.js';

// What docs/testing.md tells an app's developers to write, run as it stands there.
const before = globalThis.Worker;

beforeEach(async () => {
  await setupSample();
});
afterEach(() => {
  globalThis.Worker = before;
});

test('with the workers of the first sample a component searches in jsdom', async () => {
  render(
    <EmbedderProvider>
      <Backend />
      <SemanticSearch items={['Buy oat milk', 'Call the dentist']} label="Notes">
        {({ item }) => item}
      </SemanticSearch>
    </EmbedderProvider>,
    { wrapper: StrictMode },
  );
  await userEvent.type(screen.getByRole('combobox'), 'dentists');
  await waitFor(() => expect(screen.queryAllByRole('option')[0]?.textContent).toBe('Call the dentist'));
  await screen.findByText('ready on cpu');
});

function Backend() {
  const state = useEmbedder();
  return <p>{state.status === 'ready' && `ready on ${state.backend}`}</p>;
}

test('the test of the second sample passes: words are searched and the failed load is told', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { embedder } = await testSample<Pick<TestEmbedder, 'embedder'>>();
  await screen.findByText(/by words only/);
  expect(embedder.getState()).toMatchObject({
    backend: 'hash',
    failures: [{ error: { code: 'model-not-found' } }],
  });
  expect(warned).toHaveBeenCalled();
  await embedder.dispose();
});
