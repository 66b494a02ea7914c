import nextSample from 'sample:docs/next.md#1';
import choicesSample from 'sample:docs/other-models.md#1';
import otherModelsSample from 'sample:docs/other-models.md#2';
import { type ComponentType, createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { createEmbedder, type EmbedderOptions } from '../src/engine/index.js';
import { onnxruntimeWorker } from '../src/engine/onnxruntime/index.js';
import { NOTES, type Note } from './support/notes.js';

// Samples that Node is enough for, run as they stand there. A spy on the real function sees what is made.
vi.mock('../src/engine/index.js', { spy: true });

test('other-models.md: a model is chosen by an id, a name on the Hub, its rules, or where it lies', async () => {
  await choicesSample();
  const made = vi.mocked(createEmbedder).mock.results.map(({ value }) => value);
  expect(made.map(({ model }) => [model.id, model.dimensions])).toEqual([
    ['gte-small', 384],
    ['owner/name', 0], // until its files tell
    ['owner/name', 0],
    ['/models/mine', 256],
  ]);
  expect(made.map((embedder) => embedder.getState())).toEqual(Array(4).fill({ status: 'idle' }));
});

test('other-models.md: models that need more than the small worker name what they need', async () => {
  vi.mocked(createEmbedder).mockClear();
  await otherModelsSample();
  const [[any], [multilingual]] = vi.mocked(createEmbedder).mock.calls as [
    [EmbedderOptions],
    [EmbedderOptions],
  ];
  expect(any.worker).toBe(onnxruntimeWorker);
  expect(String(multilingual.tokenizersUrl)).toMatch(/tokenizers\.wasm$/);
});

test('next.md: the component renders on a server, and loads nothing there', async () => {
  const { NoteSearch } = await nextSample<{ NoteSearch: ComponentType<{ notes: readonly Note[] }> }>();
  expect(renderToString(createElement(NoteSearch, { notes: NOTES }))).toMatch(
    /<input[^>]*aria-label="Notes"/,
  );
});
