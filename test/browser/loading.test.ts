import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import {
  createEmbedder,
  deleteModel,
  type Embedder,
  type EmbedderOptions,
  type EmbedderState,
  listModels,
  type ModelSpec,
  storageEstimate,
} from '../../src/engine/index.js';
import { onnxruntimeWorker } from '../../src/engine/onnxruntime/index.js';
import smallBert from '../fixtures/small-bert/expected.json';
import type { LoggedRequest } from '../support/faultServer.js';
import { clearStored, digestOfStored, overwriteStored, storedNames } from '../support/storedFiles.js';

// A small model from a server that plays the Hub, with faults (test/support/faultServer.ts); the real worker, the real
// private files of the browser.
const spec = smallBert.spec as ModelSpec; // JSON widens 'cls' to string
const { tokenizer, weights } = spec.files;
const total = tokenizer.bytes + weights.bytes;
const half = Math.floor(weights.bytes / 2);
let visit = 0;
let made: Embedder[] = [];

/** @param faults of the answers for the weights, in their order. */
function make(faults: string, options: EmbedderOptions = {}): Embedder {
  const modelsUrl = `/faults/${faults}/${visit}`;
  const embedder = createEmbedder({ model: spec, modelsUrl, backends: ['cpu'], ...options });
  made.push(embedder);
  return embedder;
}

/** A visit that ends as soon as the model is there: two seconds later it would store packed weights, too. */
async function leave(embedder: Embedder): Promise<void> {
  await embedder.load();
  await embedder.dispose();
}

async function requests(): Promise<LoggedRequest[]> {
  return (await fetch(`/faults/log/${visit}`)).json();
}

/** What the weights were asked for, request by request. */
async function ranges(): Promise<(string | undefined)[]> {
  const all = await requests();
  return all.filter(({ path }) => path.endsWith('.onnx')).map(({ range }) => range);
}

/** How long a server may stand still, in milliseconds: longer than one on a busy machine does. */
const STALL_MS = 2_000;

/** What has come by then stays; of a connection that is lost, a browser may throw away the last. */
const GIVE_UP: EmbedderOptions = { download: { retries: 0, stallMs: STALL_MS } };

/** The files that a later visit would take for whole. */
async function whole(): Promise<string[]> {
  const names = Object.keys(await storedNames());
  return names.filter((name) => /^[0-9a-f]{64}$/.test(name) && !names.includes(`${name}.part`)).toSorted();
}

beforeEach(async () => {
  visit = Math.random();
  await clearStored();
});

afterEach(async () => {
  await Promise.all(made.map((embedder) => embedder.dispose()));
  made = [];
});

describe('a model that is larger than may come without consent', () => {
  const download = { consentAbove: total - 1 };

  test('is not asked for, and its size is told, until there is consent; then it is kept and needs none', async () => {
    const embedder = make('none', { download });
    await expect(embedder.load()).rejects.toMatchObject({
      code: 'consent-needed',
      details: { bytes: total },
    });
    expect(await requests()).toEqual([]);
    await embedder.load({ consent: true });
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu' });
    await make('404', { download }).load();
    expect(await requests()).toHaveLength(2);
  });
});

describe('a model is downloaded once', () => {
  test('and then read from the store, by its content, not its address', async () => {
    await make('none').load();
    expect(await requests()).toHaveLength(2);
    expect(await whole()).toEqual([tokenizer.sha256, weights.sha256].toSorted());

    const again = make('404');
    const phases = phasesOf(again);
    await again.load();
    expect(await requests()).toHaveLength(2);
    expect(phases()).not.toContain('downloading');
  });

  test('with progress in bytes, up to a total known from the start', async () => {
    const embedder = make('none');
    const states: EmbedderState[] = [];
    embedder.subscribe(() => states.push(embedder.getState()));
    await embedder.load();
    const progress = states.flatMap((state) => (state.status === 'loading' ? [state.progress] : [])).slice(1);
    expect(progress.at(0)).toEqual({ phase: 'checking', loaded: 0, total });
    expect(progress.at(-1)).toEqual({ phase: 'starting', loaded: total, total });
    const loaded = progress.map((step) => step.loaded);
    expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
  });

  test('by several tabs and workers that want it at once', async () => {
    const vectors = await Promise.all([1, 2, 3].map(() => make('slow').embed('cat')));
    expect(vectors[1]).toEqual(vectors[0]);
    expect(vectors[2]).toEqual(vectors[0]);
    expect(await requests()).toHaveLength(2);
  });

  test.each([
    ['of another length', new Uint8Array(10)],
    ['of the same length', new Uint8Array(weights.bytes)],
    ['of no length', new Uint8Array(0)],
  ])('again if the store has spoilt it: something %s', async (_, spoilt) => {
    await leave(make('none'));
    await overwriteStored(weights.sha256, spoilt);
    await expect(make('none').embed('cat')).resolves.toHaveLength(32);
    expect(await requests()).toHaveLength(3);
    expect(await storedNames()).toMatchObject({ [weights.sha256]: weights.bytes });
    await make('404').load();
  });

  test.each([
    ['redirect', 4],
    ['gzip', 2],
    ['plain', 2],
    ['slow', 2],
  ])('from a server that answers in its own way: %s', async (fault, count) => {
    await expect(make(fault).embed('cat')).resolves.toHaveLength(32);
    expect((await requests()).length).toBeLessThanOrEqual(count);
    expect(await whole()).toContain(weights.sha256);
  });

  test('with the headers that the server wants', async () => {
    await make('none', { download: { headers: { Authorization: 'Bearer abc' } } }).load();
    expect((await requests()).map(({ authorization }) => authorization)).toEqual([
      'Bearer abc',
      'Bearer abc',
    ]);
  });

  test('and not kept when the disk is full: it works, and says so', async () => {
    const { origin } = location;
    await cdp().send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000 });
    try {
      const embedder = make('none');
      await expect(embedder.embed('cat')).resolves.toHaveLength(32);
      expect(embedder.getState()).toMatchObject({
        status: 'ready',
        persistError: { code: 'quota-exceeded' },
      });
    } finally {
      await cdp().send('Storage.overrideQuotaForOrigin', { origin });
    }
    expect(await whole()).toEqual([]); // not on a full disk, where what other tests have stored leaves no room to look
    await make('none').load();
    expect(await whole()).toHaveLength(2);
  });
});

describe('a download that breaks off goes on', () => {
  const rest = `bytes=${half}-`;

  test.each<[string, (string | undefined)[]]>([
    ['broken-off,none', [undefined, rest]],
    ['broken-off,500,none', [undefined, rest, rest]],
    ['429,broken-off,none', [undefined, undefined, rest]],
    ['broken-off-plain,none', [undefined, undefined]], // the server names no version
    ['broken-off,plain', [undefined, rest]], // a 200 begins anew
    ['broken-off,416,none', [undefined, rest, undefined]],
    ['broken-off,wrong-range,none', [undefined, rest, undefined]],
    ['broken-off,changed-rest,none', [undefined, rest, undefined]], // the SHA-256 tells
    ['stall,none', [undefined, rest]],
  ])('%s', async (faults, expected) => {
    const embedder = make(faults, { download: { stallMs: STALL_MS } });
    await expect(embedder.embed('cat')).resolves.toHaveLength(32);
    expect(await ranges()).toEqual(expected);
    expect(await whole()).toHaveLength(2);
  });

  test('on the next visit, where the last one ended', async () => {
    const first = make('stall', GIVE_UP);
    await expect(first.load()).rejects.toMatchObject({ code: 'model-load-failed' });
    expect(await whole()).toEqual([tokenizer.sha256]);
    expect(await listModels()).toMatchObject([{ id: spec.id, status: 'partial' }, {}]);
    await leave(make('none'));
    expect(await ranges()).toEqual([undefined, rest]);
    expect(await listModels()).toMatchObject([{ id: spec.id, status: 'complete', bytes: total }]);
    await expect(make('404').embed('cat')).resolves.toHaveLength(32);
  });

  test('from the beginning, if what was kept of it is spoilt', async () => {
    await make('stall', GIVE_UP)
      .load()
      .catch(() => {});
    await overwriteStored(weights.sha256, new Uint8Array(half));
    await expect(make('none').embed('cat')).resolves.toHaveLength(32);
    expect(await ranges()).toEqual([undefined, rest, undefined]);
  });

  test('and is given up when it does not get on', async () => {
    const embedder = make('500', { download: { retries: 1 } });
    await expect(embedder.load()).rejects.toMatchObject({ details: { status: 500 } });
    expect(await ranges()).toHaveLength(2);
  });
});

describe('what is not the model is a typed error, nothing of it is kept, and a retry works', () => {
  test.each<[string, string, RegExp]>([
    ['401', 'model-load-failed', /does not let you.*Authorization/],
    ['gated', 'model-load-failed', /accept the model's terms/],
    ['no-repo', 'model-not-found', /There is no/],
    ['404', 'model-not-found', /status 404.*modelsUrl/],
    ['500', 'model-load-failed', /status 500/],
    ['in-an-hour', 'model-load-failed', /asks to wait 3600 s/],
    ['html', 'model-load-failed', /is a web page.*index\.html/],
    ['html-untold', 'model-load-failed', /is a web page.*index\.html/],
    ['pointer', 'model-load-failed', /git lfs pull/],
    ['no-onnx', 'model-load-failed', /does not begin as an ONNX file/],
    ['short', 'model-load-failed', /83356 instead of 166713 bytes/],
    ['broken-off', 'model-load-failed', /broke off/],
    ['stall', 'model-load-failed', /stood still/],
    ['too-long', 'model-load-failed', /more than 166713 bytes/],
    ['changed', 'integrity-mismatch', /SHA-256/],
  ])('%s', async (fault, code, message) => {
    const embedder = make(`${fault},none`, GIVE_UP);
    await expect(embedder.embed('cat')).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      details: { url: expect.stringContaining('model.onnx') },
    });
    expect(embedder.getState()).toMatchObject({ status: 'error', error: { code } });
    expect(await whole()).not.toContain(weights.sha256);

    await expect(embedder.embed('cat')).resolves.toHaveLength(32);
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu' });
    expect(await whole()).toContain(weights.sha256);
  });

  test('a server that cannot be reached', async () => {
    // The discard port: nobody listens.
    const embedder = make('none', { modelsUrl: 'http://127.0.0.1:9/models', download: { retries: 0 } });
    await expect(embedder.load()).rejects.toMatchObject({
      code: 'model-load-failed',
      message: expect.stringContaining('cannot be reached'),
    });
  });

  test('a file with the right SHA-256 that is not a model', async () => {
    const embedder = make('none', { model: { ...spec, files: { tokenizer, weights: tokenizer } } });
    await expect(embedder.load()).rejects.toMatchObject({ code: 'model-load-failed' });
  });

  test('a tokenizer.json that is none', async () => {
    const embedder = make('none', { model: { ...spec, files: { tokenizer: weights, weights } } });
    await expect(embedder.load()).rejects.toMatchObject({ code: 'model-load-failed' });
  });
});

describe('what is kept', () => {
  test('is told, counted and deleted', async () => {
    expect(await listModels()).toEqual([]);
    await leave(make('none'));
    const kept = { id: spec.id, status: 'complete', bytes: total, savedAt: expect.any(Number) };
    expect(await listModels()).toEqual([kept]);
    expect((await storageEstimate()).models).toBeGreaterThanOrEqual(total);
    expect(await deleteModel('another')).toBe(false);
    expect(await listModels()).toEqual([kept]);
    expect(await deleteModel(spec.id)).toBe(true);
    expect(await listModels()).toEqual([]);
    expect(await storedNames()).toEqual({});
    await make('none').load();
    expect(await requests()).toHaveLength(4);
  });

  test('stays as far as another model needs it', async () => {
    await leave(make('none'));
    await leave(make('none', { model: { ...spec, id: 'other', pooling: 'mean' } }));
    await deleteModel(spec.id);
    expect(await listModels()).toMatchObject([{ id: 'other', status: 'complete', bytes: total }]);
    await make('404', { model: { ...spec, id: 'other', pooling: 'mean' } }).load();
  });

  test('of a download that broke off is deleted with the model', async () => {
    await make('stall', GIVE_UP)
      .load()
      .catch(() => {});
    expect(await deleteModel(spec.id)).toBe(true);
    expect(Object.keys(await storedNames())).toEqual([tokenizer.sha256]);
    expect(await listModels()).toMatchObject([{ id: 'unknown' }]);
    await deleteModel('unknown');
    expect(await storedNames()).toEqual({});
  });
});

describe('where the browser has no private files that a worker can write', () => {
  /** A worker of a browser without some of the means to keep files. */
  const without = (...means: string[]) => {
    const url = new URL('../support/poorWorker.ts', import.meta.url);
    url.search = `?worker_file&type=module&without=${means}`; // as Vite marks a worker that it sees being made
    return () => new Worker(url, { type: 'module' });
  };

  test('files are kept in the Cache API', async () => {
    await leave(make('none', { worker: without('opfs') }));
    expect(await storedNames()).toEqual({});
    expect(await listModels()).toMatchObject([{ id: spec.id, status: 'complete', bytes: total }]);
    const again = make('404', { worker: without('opfs') });
    await expect(again.embed('cat')).resolves.toHaveLength(32);
    expect(again.getState()).not.toHaveProperty('persistError');
    await deleteModel(spec.id);
    expect(await listModels()).toEqual([]);
  });

  test('nor a cache, as in a private window, the model works, and says that it is not kept', async () => {
    const embedder = make('none', { worker: without('opfs', 'caches') });
    await expect(embedder.embed('cat')).resolves.toHaveLength(32);
    expect(embedder.getState()).toMatchObject({ persistError: { code: 'storage-failed' } });
  });

  test('nor locks, it works too', async () => {
    await expect(make('none', { worker: without('locks') }).embed('cat')).resolves.toHaveLength(32);
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
    const embedder = make('500,none', { backends: ['cpu', 'hash'], download: { retries: 0 } });
    await embedder.load();
    expect(embedder.getState()).toMatchObject({
      status: 'ready',
      backend: 'hash',
      failures: [{ backend: 'cpu', error: { code: 'model-load-failed', details: { status: 500 } } }],
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
      failures: [{ error: { code: 'backend-unavailable', details: { reason: 'missing-script' } } }],
    });
  });

  test('happens when the runtime file is not there', async () => {
    const embedder = make('none', {
      runtimes: ['onnxruntime'],
      worker: onnxruntimeWorker,
      onnxruntimeUrl: '/no-such-runtime.wasm',
      backends: ['cpu', 'hash'],
    });
    await embedder.load();
    expect(embedder.getState()).toMatchObject({
      backend: 'hash',
      failures: [
        { error: { code: 'backend-unavailable', message: expect.stringContaining('onnxruntimeUrl') } },
      ],
    });
  });
});

test('a visit that ends at any moment of a download leaves nothing half, and the next one goes on', async () => {
  const moments = [0, ...Array.from({ length: 9 }, (_, i) => (weights.bytes * i) / 9)];
  for (const moment of moments) {
    const embedder = make('slow');
    const loading = embedder.load();
    await vi.waitUntil(() => loadedOf(embedder) > moment || embedder.getState().status === 'ready', {
      interval: 5,
      timeout: 45_000,
    });
    await embedder.dispose();
    await loading.catch((error) => expect(error).toMatchObject({ code: 'disposed' }));
    for (const name of await whole()) expect(await digestOfStored(name)).toBe(name);
  }
  await leave(make('none'));
  expect((await ranges()).filter((range) => range !== undefined)).not.toEqual([]);
  expect(await listModels()).toMatchObject([{ status: 'complete', bytes: total }]);
  await expect(make('404').embed('cat')).resolves.toHaveLength(32);
});

/** How many bytes have come, beyond those of the tokenizer. */
function loadedOf(embedder: Embedder): number {
  const state = embedder.getState();
  return state.status === 'loading' ? state.progress.loaded - tokenizer.bytes : 0;
}

function phasesOf(embedder: Embedder): () => string[] {
  const phases: string[] = [];
  embedder.subscribe(() => {
    const state = embedder.getState();
    if (state.status === 'loading') phases.push(state.progress.phase);
  });
  return () => phases;
}
