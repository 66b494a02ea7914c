import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import {
  createEmbedder,
  type Embedder,
  type EmbedderOptions,
  type EmbedderState,
  type ModelSpec,
} from '../../src/engine/index.js';
import smallBert from '../fixtures/small-bert/expected.json';
import type { Fault } from '../support/faultServer.js';

// A small model from a server with faults (test/support/faultServer.ts), the real worker, the real Cache API.
const spec = smallBert.spec as ModelSpec; // JSON widens 'cls' to string
const STORE = 'react-embeddings-models-v1';
let visit = 0;
let made: Embedder[] = [];

function make(fault: Fault | `${Fault}-once`, options: EmbedderOptions = {}): Embedder {
  const modelsUrl = `/faults/${fault}/${visit}`;
  const embedder = createEmbedder({ model: spec, modelsUrl, backends: ['cpu'], ...options });
  made.push(embedder);
  return embedder;
}

async function requests(): Promise<number> {
  return Number(await (await fetch(`/faults/count/${visit}`)).text());
}

async function kept(): Promise<string[]> {
  const files = await (await caches.open(STORE)).keys();
  return files.map(({ url }) => url.split('/').at(-1) ?? '').toSorted();
}

beforeEach(async () => {
  visit = Math.random();
  await caches.delete(STORE);
});

afterEach(async () => {
  await Promise.all(made.map((embedder) => embedder.dispose()));
  made = [];
});

describe('a model is downloaded once', () => {
  test('and then read from the store, by its content, not its address', async () => {
    await make('none').load();
    expect(await requests()).toBe(2);
    const { tokenizer, weights } = spec.files;
    expect(await kept()).toEqual([tokenizer.sha256, weights.sha256].toSorted());

    const again = make('404');
    const phases = phasesOf(again);
    await again.load();
    expect(await requests()).toBe(2);
    expect(phases()).not.toContain('downloading');
  });

  test('with progress in bytes, up to a total known from the start', async () => {
    const embedder = make('none');
    const states: EmbedderState[] = [];
    embedder.subscribe(() => states.push(embedder.getState()));
    await embedder.load();
    const progress = states.flatMap((state) => (state.status === 'loading' ? [state.progress] : [])).slice(1);
    const total = spec.files.tokenizer.bytes + spec.files.weights.bytes;
    expect(progress.at(0)).toEqual({ phase: 'checking', loaded: 0, total });
    expect(progress.at(-1)).toEqual({ phase: 'starting', loaded: total, total });
    const loaded = progress.map((step) => step.loaded);
    expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
  });

  test('again if the store has spoilt it', async () => {
    const store = await caches.open(STORE);
    const spoilt = `https://react-embeddings.invalid/${spec.files.weights.sha256}`;
    await store.put(spoilt, new Response(new Uint8Array(10)));
    await make('none').load();
    expect(await requests()).toBe(2);
    expect((await (await store.match(spoilt))?.arrayBuffer())?.byteLength).toBe(spec.files.weights.bytes);
  });

  test('and not kept when the disk is full: it works, and says so', async () => {
    const { origin } = location;
    await cdp().send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000 });
    try {
      const embedder = make('none');
      await expect(embedder.embed('cat')).resolves.toHaveLength(32);
      expect(embedder.getState()).toMatchObject({ status: 'ready', notKept: { code: 'quota-exceeded' } });
    } finally {
      await cdp().send('Storage.overrideQuotaForOrigin', { origin });
    }
  });
});

describe('what is not the model is a typed error, nothing of it is kept, and a retry works', () => {
  test.each<[Fault, string, RegExp]>([
    ['404', 'model-not-found', /status 404.*modelsUrl/],
    ['500', 'model-load-failed', /status 500/],
    ['html', 'model-load-failed', /is a web page.*index\.html/],
    ['cut', 'model-load-failed', /only 83356 of 166713 bytes/],
    ['broken-off', 'model-load-failed', /broke off/],
    ['too-long', 'model-load-failed', /more than 166713 bytes/],
    ['changed', 'integrity-mismatch', /SHA-256/],
  ])('%s', async (fault, code, message) => {
    const embedder = make(`${fault}-once`);
    await expect(embedder.embed('cat')).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      details: { url: expect.stringContaining('model.onnx') },
    });
    expect(embedder.getState()).toMatchObject({ status: 'error', error: { code } });
    expect(await kept()).not.toContain(spec.files.weights.sha256);

    await expect(embedder.embed('cat')).resolves.toHaveLength(32);
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu' });
    expect(await kept()).toContain(spec.files.weights.sha256);
  });

  test('a server that cannot be reached', async () => {
    const embedder = make('none', { modelsUrl: 'http://127.0.0.1:9/models' }); // the discard port: nobody listens
    await expect(embedder.load()).rejects.toMatchObject({
      code: 'model-load-failed',
      message: expect.stringContaining('cannot be reached'),
    });
  });

  test('a file with the right SHA-256 that is no model', async () => {
    const { tokenizer } = spec.files;
    const embedder = make('none', { model: { ...spec, files: { tokenizer, weights: tokenizer } } });
    await expect(embedder.load()).rejects.toMatchObject({ code: 'model-load-failed' });
  });

  test('a tokenizer.json that is none', async () => {
    const { weights } = spec.files;
    const embedder = make('none', { model: { ...spec, files: { tokenizer: weights, weights } } });
    await expect(embedder.load()).rejects.toMatchObject({ code: 'model-load-failed' });
  });
});

describe('falling back to hash', () => {
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('happens on a failed download, and is undone by a retry', async () => {
    const embedder = make('500-once', { backends: ['cpu', 'hash'] });
    await embedder.load();
    expect(embedder.getState()).toMatchObject({
      status: 'ready',
      backend: 'hash',
      attempts: [{ backend: 'cpu', error: { code: 'model-load-failed', details: { status: 500 } } }],
    });
    await embedder.load({ retry: true });
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu' });
  });

  test('happens when the worker script is not there', async () => {
    const worker = () => new Worker('/faults/404/worker/small-bert/onnx/model.onnx', { type: 'module' });
    const embedder = make('none', { worker, backends: ['cpu', 'hash'] });
    await embedder.load();
    expect(embedder.getState()).toMatchObject({
      backend: 'hash',
      attempts: [{ error: { code: 'worker-crashed' } }],
    });
  });

  test('happens when the runtime file is not there', async () => {
    const embedder = make('none', {
      runtimes: ['onnxruntime'],
      runtimeUrl: '/no-such-runtime.wasm',
      backends: ['cpu', 'hash'],
    });
    await embedder.load();
    expect(embedder.getState()).toMatchObject({
      backend: 'hash',
      attempts: [{ error: { code: 'backend-unavailable', message: expect.stringContaining('runtimeUrl') } }],
    });
  });
});

test('two embedders at once load the same model without harm', async () => {
  const vectors = await Promise.all([make('none').embed('cat'), make('none').embed('cat')]);
  expect(vectors[0]).toEqual(vectors[1]);
});

test('disposing in the middle of a download keeps nothing half', async () => {
  const embedder = make('none');
  const loading = embedder.load();
  await vi.waitUntil(() => embedder.getState().status === 'loading');
  await embedder.dispose();
  await expect(loading).rejects.toMatchObject({ code: 'disposed' });
  const next = make('none');
  await expect(next.embed('cat')).resolves.toHaveLength(32);
});

function phasesOf(embedder: Embedder): () => string[] {
  const phases: string[] = [];
  embedder.subscribe(() => {
    const state = embedder.getState();
    if (state.status === 'loading') phases.push(state.progress.phase);
  });
  return () => phases;
}
