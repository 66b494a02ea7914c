import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  cosineSimilarity,
  EmbedderProvider,
  EmbedError,
  SemanticSearch,
  useEmbedder,
} from '../../src/index.js';
import {
  createTestEmbedder,
  installTestWorkers,
  renderWithEmbedder,
  type TestEmbedder,
  type TestEmbedderOptions,
  withEmbedder,
} from '../../src/testing/index.js';

// An app's tests, as its developers would write them.

const NOTES = ['Buy oat milk', 'Call the dentist', 'Gardening on Sunday'];
const search = (
  <SemanticSearch items={NOTES} label="Notes">
    {({ item }) => item}
  </SemanticSearch>
);

const Status = () => <p>{useEmbedder().status}</p>;
const Space = () => <p>{useEmbedder().embedder.space}</p>;

let made: TestEmbedder | undefined;
function testEmbedder(options?: TestEmbedderOptions): TestEmbedder {
  made = createTestEmbedder(options);
  return made;
}

let takeAway: () => void;
beforeEach(() => {
  takeAway = installTestWorkers();
});
afterEach(async () => {
  takeAway();
  await made?.embedder.dispose();
  made = undefined;
});

describe('createTestEmbedder', () => {
  test('puts texts that share words close together, on every machine alike', async () => {
    const { embedder, texts } = testEmbedder();
    const [a, b, c] = (await embedder.embedMany(['garden work', 'gardening', 'dentist'])) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    expect(cosineSimilarity(a, b)).toBeCloseTo(Math.SQRT1_2, 5);
    expect(cosineSimilarity(a, c)).toBe(0);
    expect(texts).toEqual(['garden work', 'gardening', 'dentist']);
  });

  test('puts a text that shares a word before all others', async () => {
    const { embedder } = testEmbedder();
    const [query, shares, other] = (await embedder.embedMany([
      'dentists',
      'Call the dentist',
      'Buy oat milk',
    ])) as [Float32Array, Float32Array, Float32Array]; // "oat" and "denti" have an axis in common
    expect(cosineSimilarity(query, shares)).toBeGreaterThan(1.5 * cosineSimilarity(query, other));
  });

  test('lets a test say what texts mean', async () => {
    const { embedder } = testEmbedder({ vectorOf: (text) => (text === 'cat' ? [1] : [0, 1]) });
    expect([...(await embedder.embed('cat'))].slice(0, 2)).toEqual([1, 0]);
  });

  test('loads when told, with progress', async () => {
    const { embedder, reportProgress, finishLoading } = testEmbedder({ loads: 'manually' });
    const loaded = embedder.load();
    const progress = { phase: 'downloading', loaded: 5, total: 10 } as const;
    await expect
      .poll(() => {
        reportProgress(progress);
        return embedder.getState();
      })
      .toMatchObject({ status: 'loading', progress });
    finishLoading();
    await loaded;
    expect(embedder.getState().status).toBe('ready');
  });

  test('fails when told, and falls back or not', async () => {
    const error = new EmbedError('model-not-found', 'There is no model.');
    const strict = testEmbedder({ loads: 'manually', fallsBack: false });
    strict.failLoading(error);
    await expect(strict.embedder.load()).rejects.toMatchObject({ code: 'model-not-found' });
    await strict.embedder.dispose();
    const { embedder, failLoading } = testEmbedder({ loads: 'manually' });
    failLoading(error);
    await embedder.load();
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'hash' });
  });

  test('loads after all when a failed load is tried again', async () => {
    const { embedder, failLoading, finishLoading } = testEmbedder({ loads: 'manually' });
    failLoading(new EmbedError('model-load-failed', 'The download broke off.'));
    await embedder.load();
    finishLoading();
    await embedder.load({ retry: true });
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu' });
  });

  test('fails embeddings until told otherwise', async () => {
    const { embedder, failEmbedding } = testEmbedder();
    failEmbedding(new EmbedError('inference-failed', 'No.'));
    await expect(embedder.embed('cat')).rejects.toMatchObject({ code: 'inference-failed' });
    failEmbedding(undefined);
    await expect(embedder.embed('cat')).resolves.toHaveLength(384);
  });
});

describe('a component in jsdom', () => {
  test('searches without a model, a network or a worker', async () => {
    renderWithEmbedder(search, { render, embedder: testEmbedder().embedder });
    await userEvent.type(screen.getByRole('combobox', { name: 'Notes' }), 'gardener');
    expect(await screen.findByRole('option', { name: 'Gardening on Sunday' })).toBeDefined();
  });

  test('has an embedder that its own provider made', async () => {
    render(
      <StrictMode>
        <EmbedderProvider model="all-MiniLM-L6-v2" modelsUrl="/models">
          <Status />
          {search}
        </EmbedderProvider>
      </StrictMode>,
    );
    await userEvent.type(screen.getByRole('combobox'), 'milk');
    expect(await screen.findByText('ready')).toBeDefined();
  });

  test('shows what happens when embedding fails', async () => {
    const { embedder, failEmbedding } = testEmbedder();
    failEmbedding(new EmbedError('inference-failed', 'The graphics card is gone.'));
    renderWithEmbedder(search, { render, embedder });
    await userEvent.type(screen.getByRole('combobox'), 'milk');
    expect(await screen.findByText(/Search by meaning could not start/)).toBeDefined();
  });
});

test('a story has the embedder of its decorator', () => {
  const { embedder } = testEmbedder();
  const decorate = withEmbedder(embedder);
  render(<StrictMode>{decorate(Space)}</StrictMode>);
  expect(screen.getByText(embedder.space)).toBeDefined();
});

test('workers that are not of this library go where they went before', () => {
  expect(() => new Worker('other.js')).toThrow(); // jsdom has none
  takeAway();
  expect(globalThis.Worker).toBeUndefined();
});
