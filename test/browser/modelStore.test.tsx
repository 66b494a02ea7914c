import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { EmbedderProvider, type ModelSpec, useEmbedder, useModelStore } from '../../src/index.js';
import smallBert from '../fixtures/small-bert/expected.json';
import { clearKept, keptNames } from '../support/keptFiles.js';

// What a person sees of the models that are kept: the real worker, the real private files.
const spec = smallBert.spec as ModelSpec; // JSON widens 'cls' to string

function Models() {
  const { embedder } = useEmbedder();
  const { models, deleteModel } = useModelStore();
  return (
    <>
      <button type="button" onClick={() => embedder.load()}>
        Load
      </button>
      {models?.length === 0 && <p>Nothing is kept</p>}
      {models?.map(({ id, bytes, status }) => (
        <p key={id}>
          {id}, {bytes} bytes, {status}
          <button type="button" onClick={() => deleteModel(id)}>
            Delete
          </button>
        </p>
      ))}
    </>
  );
}

beforeEach(clearKept);

test('a model shows when it has been loaded, and is gone when it is deleted', async () => {
  render(
    <StrictMode>
      <EmbedderProvider model={spec} modelsUrl="/test/fixtures" backends={['cpu']}>
        <Models />
      </EmbedderProvider>
    </StrictMode>,
  );
  await screen.findByText('Nothing is kept');
  await userEvent.click(screen.getByRole('button', { name: 'Load' }));
  const bytes = spec.files.tokenizer.bytes + spec.files.weights.bytes;
  await screen.findByText(`${spec.id}, ${bytes} bytes, whole`, { exact: false }, { timeout: 20_000 });
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
  await screen.findByText('Nothing is kept');
  expect(await keptNames()).toEqual({});
});
