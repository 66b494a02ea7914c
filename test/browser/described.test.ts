import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createEmbedder,
  type Embedder,
  type EmbedderOptions,
  listModels,
  type ModelSource,
  type ModelSpec,
} from '../../src/engine/index.js';
import smallBert from '../fixtures/small-bert/expected.json';
import type { LoggedRequest } from '../support/faultServer.js';
import { clearStored, overwriteStored } from '../support/storedFiles.js';

// Models that no catalog knows: their own folder tells how they are run. The real worker, the real onnxruntime-web.
const spec = smallBert.spec as ModelSpec; // JSON widens 'cls' to string
const { pooling, normalize, prompts, maxTokens, dimensions } = spec;
const rules: ModelSource = { pooling, normalize, prompts, maxTokens, dimensions };
const TEXT = 'the cat sings';
let visit = 0;
let made: Embedder[] = [];

function make(model: EmbedderOptions['model'], options: EmbedderOptions = {}): Embedder {
  const embedder = createEmbedder({ ...(model && { model }), backends: ['cpu'], maxWorkers: 1, ...options });
  made.push(embedder);
  return embedder;
}

const small = (source: ModelSource = {}) =>
  make({ url: `/faults/none/${visit}/small-bert`, ...rules, ...source });

async function requests(): Promise<LoggedRequest[]> {
  return (await fetch(`/faults/log/${visit}`)).json();
}

beforeEach(async () => {
  visit = Math.random();
  await clearStored();
});

afterEach(async () => {
  await Promise.all(made.map((embedder) => embedder.dispose()));
  made = [];
});

describe('a folder in the layout of the Hub', () => {
  test('is run as the catalog’s description of it', async () => {
    const known = make('all-MiniLM-L6-v2', { modelsUrl: '/models' });
    const read = make({ repo: 'all-MiniLM-L6-v2' }, { modelsUrl: '/models' });
    expect(read.model).toMatchObject({ id: 'all-MiniLM-L6-v2', dimensions: 0 });
    expect(await read.embed(TEXT)).toEqual(await known.embed(TEXT));
    expect(read.model).toEqual(known.model); // the same space: the same files, rules and id
    expect(read.getState()).toMatchObject({ status: 'ready', runtime: 'encoder', model: read.model });
  });

  test('is read once: the next visit asks for nothing', async () => {
    const first = small();
    const vector = await first.embed(TEXT);
    const before = (await requests()).length;
    const again = small();
    expect(await again.embed(TEXT)).toEqual(vector);
    expect(again.space).toBe(first.space);
    expect(await requests()).toHaveLength(before);
    expect(await listModels()).toMatchObject([
      { id: expect.stringContaining('small-bert'), status: 'complete' },
    ]);
  });

  test('is fetched again when the store has spoilt it', async () => {
    const { space } = await small().load();
    await overwriteStored(spec.files.weights.sha256, new Uint8Array(100));
    expect(await small().load()).toMatchObject({ space });
  });

  test('gives the vectors of a description with the same rules', async () => {
    const described = make(spec, { modelsUrl: '/test/fixtures' });
    expect(await small().embed(TEXT)).toEqual(await described.embed(TEXT));
  });

  test('has prompts, which are known when it is loaded', async () => {
    const prompted = small({ prompts: { query: 'the ', document: '' } });
    const query = await prompted.embed('cat sings', { role: 'query' });
    expect([...query]).toEqual([...(await prompted.embed(TEXT))]);
  });
});

test('fewer dimensions are the first of all, scaled anew, in a space of their own', async () => {
  const whole = make({ repo: 'all-MiniLM-L6-v2' }, { modelsUrl: '/models' });
  const part = make({ repo: 'all-MiniLM-L6-v2', dimensions: 128 }, { modelsUrl: '/models' });
  const first = (await whole.embed(TEXT)).slice(0, 128);
  const length = Math.hypot(...first);
  const cut = await part.embed(TEXT);
  expect([...cut]).toEqual(Array.from(first, (value) => expect.closeTo(value / length, 6)));
  expect(part.model).toMatchObject({ dimensions: 128 });
  expect(part.space).not.toBe(whole.space);
});

describe('an error, and no guess,', () => {
  test('is a folder without rules', async () => {
    const embedder = make({ url: `/faults/none/${visit}/small-bert` });
    await expect(embedder.load()).rejects.toMatchObject({
      code: 'model-load-failed',
      message: expect.stringContaining('do not tell its pooling'),
    });
  });

  test('is a folder without weights', async () => {
    await expect(small({ dtype: 'q4' }).load()).rejects.toMatchObject({
      code: 'model-not-found',
      message: expect.stringContaining('onnx/model_q4.onnx'),
    });
  });

  test('is a folder that is not there, also where a web page is in the place of each file', async () => {
    const embedder = make({ url: `/faults/html/${visit}/small-bert`, ...rules });
    await expect(embedder.load()).rejects.toMatchObject({ code: 'model-not-found' });
  });

  test('is a source of two addresses, or none', () => {
    for (const source of [{}, { repo: 'a/b', url: '/c' }])
      expect(() => createEmbedder({ model: source })).toThrow(
        expect.objectContaining({ code: 'invalid-input' }),
      );
  });
});
