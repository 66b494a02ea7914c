import similaritySample from 'sample:README.md#2';
import indexFileSample from 'sample:docs/build-time-index.md#1';
import indexSample from 'sample:docs/engine.md#1';
import transformersSample from 'sample:docs/from-transformers.md#1';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { commands } from 'vitest/browser';
import {
  createEmbedder,
  createSearchIndex,
  deleteModel,
  type Embedder,
  type SearchHit,
  type SearchIndex,
} from '../../../src/engine/index.js';

// What the documents show of the engine, run as it stands there, with the real workers and the real model.
const embedder = createEmbedder({ model: 'all-MiniLM-L6-v2', modelsUrl: '/models' });
const ended: AsyncDisposable[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(ended.splice(0).map((each) => each[Symbol.asyncDispose]()));
});
afterAll(() => embedder.dispose());

interface Note {
  readonly id: string;
  readonly text: string;
  readonly archived: boolean;
}

const notes: readonly Note[] = [
  { id: 'old', text: 'Call the dentist about the toothache', archived: true },
  { id: 'milk', text: 'Buy oat milk and bread', archived: false },
  { id: 'dentist', text: 'Call the dentist about Thursday', archived: false },
  { id: 'bike', text: 'The bike needs new brakes', archived: false },
];

test('two texts of one subject are alike, and the embedder is over', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const { embedder } = await similaritySample<{ embedder: Embedder }>();
  const cosine = log.mock.calls[0]?.[0];
  expect(cosine).toBeGreaterThan(0.2);
  expect(cosine).toBeLessThan(0.8);
  expect(embedder.getState()).toEqual({ status: 'disposed' });
});

test('an index finds the dentist, and leaves out what is archived', async () => {
  const { index, hits } = await indexSample<{
    index: SearchIndex<Note>;
    hits: readonly SearchHit<Note>[];
  }>({ embedder, notes });
  ended.push(index);
  expect(index.getState()).toMatchObject({ status: 'ready', items: 4, embedded: 4 });
  expect(hits[0]).toMatchObject({ id: 'dentist', item: notes[2], semanticRank: 1 });
  expect(hits.map(({ id }) => id)).not.toContain('old');
});

test('an index is loaded from a file, and only the query is embedded', async () => {
  const made = createSearchIndex<Note>({ embedder, getText: (note) => note.text });
  ended.push(made);
  made.add(notes);
  await made.build();
  const file = new Uint8Array(await made.export());
  await commands.answer('**/notes.index', { status: 200, body: btoa(String.fromCharCode(...file)) });
  const { index } = await indexFileSample<{ index: SearchIndex<Note> }>({ embedder });
  ended.push(index);
  const { hits } = await index.search('bicycle');
  expect(hits[0]?.item).toEqual(notes[3]);
  expect(index.getState()).toMatchObject({ items: 4, embedded: 4 });
});

test('what took the place of transformers.js asks the Hub for the same model, and answers without it', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  await deleteModel('bge-small-en-v1.5'); // other tests may have stored it
  await commands.answer('https://huggingface.co/**', { status: 404 });
  const { embedder, vectors } = await transformersSample<{
    embedder: Embedder;
    vectors: readonly Float32Array[];
  }>();
  ended.push(embedder);
  expect(vectors.map(({ length }) => length)).toEqual([384, 384]);
  expect(embedder.getState()).toMatchObject({
    backend: 'hash',
    failures: [{ backend: 'cpu', error: { code: 'model-not-found' } }],
  });
  const asked = await commands.askedFor();
  expect(asked).toContainEqual(
    expect.stringMatching(/\/Xenova\/bge-small-en-v1\.5\/resolve\/\w+\/onnx\/model_quantized\.onnx$/),
  );
});
