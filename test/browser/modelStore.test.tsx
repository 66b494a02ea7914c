import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { beforeEach, expect, test } from 'vitest';
import {
  createEmbedder,
  EmbedderProvider,
  ModelManager,
  type ModelSpec,
  useEmbedder,
} from '../../src/index.js';
import smallBert from '../fixtures/small-bert/expected.json';
import { gatedWorkers } from '../support/gate.js';
import { clearStored, storedNames } from '../support/storedFiles.js';

// What a person sees of the models that are kept: the real worker, the real private files.
const spec = smallBert.spec as ModelSpec; // JSON widens 'cls' to string

function Load() {
  const { embedder } = useEmbedder();
  return (
    <button type="button" onClick={() => embedder.load().catch(() => {})}>
      Load
    </button>
  );
}

beforeEach(clearStored);

test('a model shows when it has been loaded, and is gone when it is deleted', async () => {
  render(
    <StrictMode>
      <EmbedderProvider model={spec} modelsUrl="/test/fixtures" backends={['cpu']}>
        <Load />
        <ModelManager strings={{ facts: ({ bytes, status }) => `${bytes} bytes, ${status}` }} />
      </EmbedderProvider>
    </StrictMode>,
  );
  await screen.findByText('Nothing is stored on this device');
  await userEvent.click(screen.getByRole('button', { name: 'Load' }));
  const bytes = spec.files.tokenizer.bytes + spec.files.weights.bytes;
  await screen.findByText(`${bytes} bytes, complete`);
  screen.getByText(/the browser allows this site/);
  await userEvent.click(screen.getByRole('button', { name: `Delete ${spec.id}` }));
  await screen.findByText('Nothing is stored on this device');
  expect(await storedNames()).toEqual({});
});

test('the interim model shows when it has been loaded, while the main model is on its way', async () => {
  const { worker } = gatedWorkers(); // the main model never comes
  await using embedder = createEmbedder({
    ...{ model: 'bge-small-en-v1.5-q4', interimModel: 'static-minilm-256' },
    ...{ modelsUrl: '/models', backends: ['cpu'], pool: 1, worker },
  });
  const { unmount } = render(
    <StrictMode>
      <EmbedderProvider embedder={embedder}>
        <Load />
        <ModelManager />
      </EmbedderProvider>
    </StrictMode>,
  );
  await screen.findByText('Nothing is stored on this device');
  await userEvent.click(screen.getByRole('button', { name: 'Load' }));
  await screen.findByRole('button', { name: 'Delete static-minilm-256' }, { timeout: 20_000 });
  expect(embedder.getState().status).toBe('loading');
  unmount();
});
