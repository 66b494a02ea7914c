import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EmbedderProvider, type EmbedderProviderProps, listModels, SemanticSearch } from '../../src/index.js';
import { clearStored } from '../support/storedFiles.js';
import { eventually } from '../support/until.js';

// Real models. Importing the package of the interim model is what puts it at hand, so it is imported between the tests' steps.
const LARGE = 'bge-small-en-v1.5-q4';
const SMALL = 'static-minilm-256';
const AT_HAND = Symbol.for('react-embeddings.interimModel');
const TEXTS = ['Other pets have to wait outside', 'The planetarium is closed on Monday'];

type Options = Pick<EmbedderProviderProps, 'interimModel'>;

/** A person asks; then the main model has found it. @returns the ids of the models that were downloaded */
async function downloaded(options: Options = {}): Promise<string[]> {
  render(
    <StrictMode>
      <EmbedderProvider model={LARGE} modelsUrl="/models" maxWorkers={1} webgpu="never" {...options}>
        <SemanticSearch items={TEXTS} label="Search">
          {({ item, model }) => `${item} by ${model}`}
        </SemanticSearch>
      </EmbedderProvider>
    </StrictMode>,
  );
  await userEvent.setup().type(screen.getByRole('combobox'), 'may I bring my dog');
  await eventually(() =>
    expect(screen.getAllByRole('option')[0]?.textContent).toBe(`${TEXTS[0]} by ${LARGE}`),
  );
  const stored = await listModels();
  return stored.map(({ id }) => id).toSorted();
}

beforeEach(clearStored);
afterEach(cleanup);

test('an interim model is used by itself where the app has imported its package, and nothing is fetched where not', async () => {
  expect(Reflect.get(globalThis, AT_HAND)).toBeUndefined();
  expect(await downloaded()).toEqual([LARGE]);
  cleanup();
  await clearStored();
  await import('../../models/static-minilm-256/index.js');
  expect(await downloaded()).toEqual([LARGE, SMALL]);
  cleanup();
  await clearStored();
  expect(await downloaded({ interimModel: null })).toEqual([LARGE]);
});
