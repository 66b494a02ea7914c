import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createEmbedder,
  createVectorCache,
  type Embedder,
  type EmbedderOptions,
  EmbedError,
  spaceOf,
} from '../../../src/engine/index.js';
import { defer } from '../../../src/engine/utils/promises.js';
import { scriptedWorkers } from '../../support/scriptedWorker.js';
import { until } from '../../support/until.js';

// The wire, the queue and the cache are real; what the worker computes is scripted. test/browser has the real worker.
const at = { model: 'all-MiniLM-L6-v2', modelsUrl: 'https://host.example/models' };
const made: Embedder[] = [];

function make(options: EmbedderOptions): Embedder {
  const embedder = createEmbedder({ ...at, ...options });
  made.push(embedder);
  return embedder;
}

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(async () => {
  await Promise.all(made.splice(0).map((embedder) => embedder.dispose()));
  vi.restoreAllMocks();
});

const notFound = new EmbedError('model-not-found', 'There is no such file.');
const failing = () =>
  scriptedWorkers({
    load: async () => {
      throw notFound;
    },
  });

describe('a download that needs consent', () => {
  const asking = () =>
    scriptedWorkers({
      load: async ({ consent }) => {
        if (!consent) throw new EmbedError('consent-needed', 'Ask first.', { details: { bytes: 34e6 } });
        return { runtime: 'encoder' };
      },
    });

  test('leaves the fallback, tells its size, and comes with consent', async () => {
    const embedder = make({ worker: asking().worker });
    await embedder.load();
    const refused = { error: expect.objectContaining({ code: 'consent-needed', details: { bytes: 34e6 } }) };
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'hash', failures: [refused] });
    await embedder.load({ consent: true });
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu', failures: [] });
  });

  test('comes too if consent is given while a load without it is on its way', async () => {
    const embedder = make({ worker: asking().worker, backends: ['cpu'] });
    const before = embedder.load();
    const after = embedder.load({ consent: true });
    await expect(before).rejects.toMatchObject({ code: 'consent-needed' });
    await after;
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu' });
  });

  test.each([-1, Number.NaN])('a limit of %s is refused', (consentAbove) => {
    expect(() => make({ download: { consentAbove } })).toThrow(/consentAbove is/);
  });
});

describe('a device that is online again', () => {
  const page = new EventTarget();
  const online = () => page.dispatchEvent(new Event('online'));
  beforeEach(() => {
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  /** Workers that load the model from the given attempt on, and before it fail as `error` says. */
  const loadingFrom = (attempt: number, error: EmbedError) => {
    let attempts = 0;
    return scriptedWorkers({
      load: async () => {
        attempts += 1;
        if (attempts < attempt) throw error;
        return { runtime: 'encoder' };
      },
    });
  };
  const offline = new EmbedError('model-load-failed', 'Offline.', { details: { reason: 'offline' } });

  test('loads the model that it could not load, as often as it takes', async () => {
    const { worker, counts } = loadingFrom(3, offline);
    const embedder = make({ worker });
    await embedder.load();
    expect(embedder.getState()).toMatchObject({ backend: 'hash' });
    online(); // to a network that leads nowhere yet
    await until(() => counts.started === 2 && embedder.getState().status === 'ready');
    expect(embedder.getState()).toMatchObject({ backend: 'hash' });
    online();
    await until(() => embedder.getState().status === 'ready' && embedder.model.semantic);
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu', failures: [] });
  });

  test('leaves alone what is in use, and what has failed for another reason', async () => {
    const used = loadingFrom(1, offline);
    const failed = loadingFrom(9, notFound);
    const embedders = [make({ worker: used.worker }), make({ worker: failed.worker })];
    await Promise.all(embedders.map((embedder) => embedder.load()));
    online();
    await Promise.all(embedders.map((embedder) => embedder.embed('a text')));
    expect([used.counts.started, failed.counts.started]).toEqual([1, 1]);
  });
});

describe('an embedder', () => {
  test('starts nothing until it is needed', () => {
    const { worker, counts } = scriptedWorkers();
    const embedder = make({ worker });
    expect(embedder.getState()).toEqual({ status: 'idle' });
    expect(embedder.model).toMatchObject({ id: 'all-MiniLM-L6-v2', dimensions: 384, maxTokens: 256 });
    expect(counts.started).toBe(0);
  });

  test('starts one worker for calls that come together', async () => {
    const { worker, counts } = scriptedWorkers();
    const embedder = make({ worker });
    await Promise.all([
      embedder.load(),
      embedder.load(),
      embedder.embed('a'),
      embedder.embedMany(['b', 'c']),
    ]);
    expect(counts).toEqual({ started: 1, terminated: 0 });
  });

  test('goes through loading, with progress, to ready', async () => {
    const { worker } = scriptedWorkers({
      load: async (_, onProgress) => {
        onProgress({ phase: 'downloading', loaded: 5, total: 10 });
        return { runtime: 'encoder' };
      },
    });
    const embedder = make({ worker });
    const states: unknown[] = [];
    embedder.subscribe(() => states.push(embedder.getState()));
    await embedder.load();
    expect(states).toMatchObject([
      { status: 'loading', backend: 'cpu', progress: { phase: 'checking' } },
      { status: 'loading', backend: 'cpu', progress: { phase: 'downloading', loaded: 5, total: 10 } },
      { status: 'ready', backend: 'cpu', model: { id: 'all-MiniLM-L6-v2' }, failures: [] },
    ]);
    expect(embedder.getState()).toBe(embedder.getState());
  });

  test('says when the model could not be stored, and works', async () => {
    const { worker } = scriptedWorkers({
      load: async () => ({
        runtime: 'encoder',
        persistError: { code: 'quota-exceeded', message: 'full', details: {} },
      }),
    });
    const embedder = make({ worker });
    await expect(embedder.embed('a')).resolves.toHaveLength(384);
    expect(embedder.getState()).toMatchObject({ status: 'ready', persistError: { code: 'quota-exceeded' } });
  });

  test('ends a subscription when asked', async () => {
    const embedder = make({ backends: ['hash'] });
    const listener = vi.fn();
    embedder.subscribe(listener)();
    await embedder.load();
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('whether vectors have a meaning', () => {
  test('is said by the model: not on the hash backend', async () => {
    const workers = scriptedWorkers();
    expect(await make({ worker: workers.worker, backends: ['cpu'] }).load()).toMatchObject({
      semantic: true,
    });
    const hash = make({ backends: ['hash'] });
    expect(hash.model.semantic).toBe(false);
    expect(await hash.load()).toMatchObject({ semantic: false });
    expect(hash.getState()).toMatchObject({ status: 'ready', model: { semantic: false } });
  });

  test('can be required: then the hash backend gives none, also of those that are stored', async () => {
    const hash = make({ backends: ['hash'] });
    await hash.embed('a');
    const refused = { code: 'backend-unavailable' };
    await expect(hash.embed('a', { requireSemantic: true })).rejects.toMatchObject(refused);
    await expect(hash.embedMany(['a', 'b'], { requireSemantic: true })).rejects.toMatchObject(refused);
    const cpu = make({ worker: scriptedWorkers().worker, backends: ['cpu'] });
    await expect(cpu.embed('a', { requireSemantic: true })).resolves.toHaveLength(384);
  });
});

describe('vectors', () => {
  test('come in the order of the texts, each in its space', async () => {
    const embedder = make({ worker: scriptedWorkers().worker });
    const vectors = await embedder.embedMany(['a', 'bbb', 'cc']);
    expect(vectors.map((vector) => vector[1])).toEqual([1, 3, 2]);
    expect(vectors.map(spaceOf)).toEqual([embedder.space, embedder.space, embedder.space]);
  });

  test('of no texts are none, and start nothing', async () => {
    const { worker, counts } = scriptedWorkers();
    expect(await make({ worker }).embedMany([])).toEqual([]);
    expect(counts.started).toBe(0);
  });

  test('are computed once, and belong to the caller', async () => {
    const { worker, batches } = scriptedWorkers();
    const embedder = make({ worker });
    const first = await embedder.embed('text');
    first.fill(99);
    expect((await embedder.embed('text'))[1]).toBe(4);
    expect(batches).toEqual([['text']]);
  });

  test('that are all stored need no worker', async () => {
    const cache = createVectorCache();
    await make({ worker: scriptedWorkers().worker, cache }).embedMany(['a', 'b']);
    const { worker, counts } = scriptedWorkers();
    const embedder = make({ worker, cache });
    const onProgress = vi.fn();
    expect(await embedder.embedMany(['b', 'a'], { onProgress })).toHaveLength(2);
    expect(onProgress).toHaveBeenCalledWith({ done: 2, total: 2 });
    expect(embedder.getState().status).toBe('idle');
    expect(counts.started).toBe(0);
  });

  test('have the prompt of their role put before the text', async () => {
    const { worker, batches } = scriptedWorkers();
    const embedder = createEmbedder({ model: 'bge-small-en-v1.5', worker });
    made.push(embedder);
    await embedder.embed('cats', { role: 'query' });
    await embedder.embed('cats', { role: 'document' });
    await embedder.embed('cats');
    expect(batches).toEqual([['Represent this sentence for searching relevant passages: cats'], ['cats']]);
  });

  test('report progress', async () => {
    const embedder = make({ worker: scriptedWorkers().worker });
    const onProgress = vi.fn();
    await embedder.embedMany(
      Array.from({ length: 150 }, (_, index) => `text ${1000 + index}`),
      { onProgress },
    );
    expect(onProgress.mock.calls.flat()).toEqual([
      { done: 51, total: 150 },
      { done: 102, total: 150 },
      { done: 150, total: 150 },
    ]);
  });

  test.each([[undefined], [null], [7], [{}]])(
    'of %j are a typed error that names the place',
    async (value) => {
      // Callers in JavaScript have no compiler to stop them.
      const texts = ['fine', value] as string[];
      await expect(make({ backends: ['hash'] }).embedMany(texts)).rejects.toMatchObject({
        code: 'invalid-input',
        details: { index: 1 },
      });
    },
  );
});

describe('falling back', () => {
  test('from cpu to hash keeps the reason, warns, and changes the space', async () => {
    const { worker, counts } = failing();
    const embedder = make({ worker });
    const modelSpace = embedder.space;
    const vector = await embedder.embed('hello');
    expect(embedder.getState()).toMatchObject({
      status: 'ready',
      backend: 'hash',
      failures: [{ backend: 'cpu', error: { code: 'model-not-found', message: 'There is no such file.' } }],
    });
    expect(embedder.space).toBe('hash-based-v1');
    expect(spaceOf(vector)).toBe('hash-based-v1');
    expect(modelSpace).not.toBe('hash-based-v1');
    expect(counts).toEqual({ started: 1, terminated: 1 });
    expect(console.warn).toHaveBeenCalledWith(expect.stringContaining('There is no such file.'));
  });

  test('also when there are no workers at all', async () => {
    const embedder = make({
      worker: () => {
        throw new ReferenceError('Worker is not defined');
      },
    });
    await embedder.load();
    expect(embedder.getState()).toMatchObject({
      backend: 'hash',
      failures: [
        { backend: 'cpu', error: { code: 'backend-unavailable', details: { reason: 'no-workers' } } },
      ],
    });
  });

  test('never gives a vector of another space to who asked for one', async () => {
    const embedder = make({ worker: failing().worker });
    await expect(embedder.embed('hello', { space: embedder.space })).rejects.toMatchObject({
      code: 'space-mismatch',
    });
    await expect(embedder.embed('hello', { space: embedder.space })).resolves.toHaveLength(384);
  });

  test('is undone by a retry that succeeds', async () => {
    let works = false;
    const { worker } = scriptedWorkers({
      load: async () => {
        if (!works) throw notFound;
        return { runtime: 'encoder' };
      },
    });
    const embedder = make({ worker });
    await embedder.load();
    await embedder.load();
    expect(embedder.getState()).toMatchObject({ backend: 'hash' });
    works = true;
    const model = await embedder.load({ retry: true });
    expect(model.id).toBe('all-MiniLM-L6-v2');
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu', failures: [] });
    expect(spaceOf(await embedder.embed('hello'))).toBe(model.space);
  });

  test('does not happen when hash is not asked for: the load fails, and can be tried again', async () => {
    let works = false;
    const { worker, counts } = scriptedWorkers({
      load: async () => {
        if (!works) throw notFound;
        return { runtime: 'encoder' };
      },
    });
    const embedder = make({ worker, backends: ['cpu'] });
    await expect(embedder.embed('a')).rejects.toMatchObject({ code: 'model-not-found' });
    expect(embedder.getState()).toMatchObject({ status: 'error', error: { code: 'model-not-found' } });
    works = true;
    await expect(embedder.embed('a')).resolves.toHaveLength(384);
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu' });
    expect(counts).toEqual({ started: 2, terminated: 1 });
  });

  test('a retry when the best backend is ready does nothing', async () => {
    const { worker, counts } = scriptedWorkers();
    const embedder = make({ worker });
    await embedder.load();
    await embedder.load({ retry: true });
    expect(counts.started).toBe(1);
  });

  test('when every backend fails, the error tells of each', async () => {
    const embedder = make({ worker: failing().worker, backends: ['cpu', 'cpu'] });
    await expect(embedder.load()).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringContaining('cpu: There is no such file.'),
      details: { failures: [{ backend: 'cpu' }, { backend: 'cpu' }] },
    });
  });
});

describe('a worker that dies', () => {
  test('while loading is replaced, and no fallback', async () => {
    let loads = 0;
    const workers = scriptedWorkers({
      load: () => {
        loads += 1;
        return loads === 1 ? new Promise(() => {}) : Promise.resolve({ runtime: 'encoder' });
      },
    });
    const embedder = make({ worker: workers.worker });
    const embedding = embedder.embed('a');
    await until(() => loads === 1);
    workers.crash('out of memory');
    expect(await embedding).toHaveLength(384);
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu', failures: [] });
    expect(workers.counts).toEqual({ started: 2, terminated: 1 });
  });

  test('twice while loading fails the attempt', async () => {
    let loads = 0;
    const workers = scriptedWorkers({
      load: () => {
        loads += 1;
        return new Promise(() => {});
      },
    });
    const embedder = make({ worker: workers.worker, backends: ['cpu'] });
    const loading = embedder.load();
    for (const time of [1, 2]) {
      await until(() => loads === time);
      workers.crash('SyntaxError in the script');
    }
    await expect(loading).rejects.toMatchObject({
      code: 'worker-crashed',
      message: expect.stringContaining('SyntaxError in the script'),
    });
  });

  /** Workers that embed nothing before `open`. */
  function hanging() {
    const gate = defer<void>();
    const workers = scriptedWorkers({
      embed: async ({ inputs }) => {
        await gate.promise;
        return { truncated: 0, data: new Float32Array(inputs.length * 384) };
      },
    });
    return { workers, open: () => gate.resolve() };
  }

  test('at work is replaced, and what it owed is done', async () => {
    const { workers, open } = hanging();
    const embedder = make({ worker: workers.worker });
    await embedder.load();
    const both = Promise.all([embedder.embed('a'), embedder.embed('b')]);
    await until(() => workers.batches.length > 0);
    workers.crash('out of memory');
    open();
    expect(await both).toHaveLength(2);
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu' });
    expect(workers.counts).toEqual({ started: 2, terminated: 1 });
  });

  test('twice at the same texts rejects what it owed; the next call starts another', async () => {
    const { workers, open } = hanging();
    const embedder = make({ worker: workers.worker });
    await embedder.load();
    const [running, waiting] = [embedder.embed('a'), embedder.embed('b')];
    const owed = Promise.allSettled([running, waiting]);
    for (const time of [1, 2]) {
      await until(() => workers.batches.length === time);
      workers.crash('out of memory');
    }
    expect(await owed).toMatchObject([
      { reason: { code: 'worker-crashed' } },
      { reason: { code: 'worker-crashed' } },
    ]);
    expect(embedder.getState()).toMatchObject({ status: 'error', error: { code: 'worker-crashed' } });
    open();
    await expect(embedder.embed('a')).resolves.toHaveLength(384);
    expect(workers.counts).toEqual({ started: 3, terminated: 2 });
  });
});

test('a method that fails in the worker is a typed error, and the next call works', async () => {
  let broken = true;
  const { worker } = scriptedWorkers({
    embed: async ({ inputs }) => {
      if (broken) throw new RangeError('something deep inside');
      return { truncated: 0, data: new Float32Array(inputs.length * 384) };
    },
  });
  const embedder = make({ worker });
  await expect(embedder.embed('a')).rejects.toMatchObject({
    code: 'inference-failed',
    cause: expect.objectContaining({ message: expect.stringContaining('something deep inside') }),
  });
  broken = false;
  await expect(embedder.embed('a')).resolves.toHaveLength(384);
});

describe('cancelling', () => {
  test('rejects with the reason of the signal, before anything is started', async () => {
    const { worker, counts } = scriptedWorkers();
    const embedder = make({ worker });
    const reason = new Error('changed my mind');
    await expect(embedder.embed('a', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(embedder.load({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(counts.started).toBe(0);
  });

  test('while loading stops the waiting, not the load', async () => {
    const loaded = defer<void>();
    const { worker, counts } = scriptedWorkers({
      load: () => loaded.promise.then(() => ({ runtime: 'encoder' as const })),
    });
    const embedder = make({ worker });
    const controller = new AbortController();
    const waiting = embedder.embed('a', { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    const other = embedder.embed('b');
    loaded.resolve();
    await expect(other).resolves.toHaveLength(384);
    expect(counts.started).toBe(1);
  });
});

describe('a load that is cancelled', () => {
  test('is rejected for everyone, ends its worker, falls back to nothing, and can be tried again', async () => {
    let isHeld = true;
    const workers = scriptedWorkers({
      load: () => (isHeld ? new Promise(() => {}) : Promise.resolve({ runtime: 'encoder' })),
    });
    const embedder = make({ worker: workers.worker, backends: ['cpu', 'hash'] });
    const waiting = [embedder.load(), embedder.embed('hello')].map((promise) =>
      promise.catch((error: unknown) => error),
    );
    await until(() => workers.counts.started > 0);
    embedder.cancelLoad();
    const cancelled = expect.objectContaining({ code: 'load-cancelled' });
    expect(await Promise.all(waiting)).toEqual([cancelled, cancelled]);
    expect(embedder.getState()).toMatchObject({ status: 'error', error: { code: 'load-cancelled' } });
    expect(workers.counts).toEqual({ started: 1, terminated: 1 });
    isHeld = false;
    await embedder.load();
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu' });
  });

  test('and begun again at once is another load', async () => {
    let isHeld = true;
    const workers = scriptedWorkers({
      load: () => (isHeld ? new Promise(() => {}) : Promise.resolve({ runtime: 'encoder' })),
    });
    const embedder = make({ worker: workers.worker, backends: ['cpu'] });
    const first = embedder.load();
    const cancelled = expect(first).rejects.toMatchObject({ code: 'load-cancelled' });
    await until(() => workers.counts.started > 0);
    isHeld = false;
    embedder.cancelLoad();
    await embedder.load();
    await cancelled;
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu' });
  });

  test('at once starts no worker', async () => {
    const workers = scriptedWorkers();
    const embedder = make({ worker: workers.worker, backends: ['cpu'] });
    const loading = embedder.load();
    embedder.cancelLoad();
    await expect(loading).rejects.toMatchObject({ code: 'load-cancelled' });
    await embedder.load();
    expect(workers.counts).toEqual({ started: 1, terminated: 0 });
  });

  test('is not there when nothing is loaded', async () => {
    const embedder = make({ worker: scriptedWorkers().worker });
    embedder.cancelLoad();
    await embedder.load();
    embedder.cancelLoad();
    expect(embedder.getState().status).toBe('ready');
  });
});

describe('disposing', () => {
  test('rejects what is pending, ends the worker, and stays final', async () => {
    const workers = scriptedWorkers({ embed: () => new Promise(() => {}) });
    const embedder = make({ worker: workers.worker });
    await embedder.load();
    const pending = embedder.embed('a');
    await until(() => workers.batches.length > 0);
    await embedder.dispose();
    await embedder.dispose();
    await expect(pending).rejects.toMatchObject({ code: 'disposed' });
    await expect(embedder.embed('a')).rejects.toMatchObject({ code: 'disposed' });
    await expect(embedder.load()).rejects.toMatchObject({ code: 'disposed' });
    expect(embedder.getState()).toEqual({ status: 'disposed' });
    expect(workers.counts).toEqual({ started: 1, terminated: 1 });
  });

  test('while loading rejects the load and falls back to nothing', async () => {
    const workers = scriptedWorkers({ load: () => new Promise(() => {}) });
    const embedder = make({ worker: workers.worker });
    const [loading, embedding] = [embedder.load(), embedder.embed('a')];
    await until(() => workers.counts.started > 0);
    await embedder.dispose();
    await expect(loading).rejects.toMatchObject({ code: 'disposed' });
    await expect(embedding).rejects.toMatchObject({ code: 'disposed' });
    expect(embedder.getState()).toEqual({ status: 'disposed' });
    expect(workers.counts.terminated).toBeGreaterThan(0);
  });

  test('happens at the end of an `await using` block', async () => {
    const embedder = make({ backends: ['hash'] });
    await embedder[Symbol.asyncDispose]();
    expect(embedder.getState()).toEqual({ status: 'disposed' });
  });
});

describe('options that make no sense are typed errors at once', () => {
  test.each<[string, () => unknown, string]>([
    ['an unknown model', () => createEmbedder({ model: 'no-such-model' }), 'model-not-found'],
    [
      'a model that is not on the Hub, without modelsUrl',
      () => createEmbedder({ model: 'all-MiniLM-L6-v2' }),
      'model-not-found',
    ],
    ['no backends', () => make({ backends: [] }), 'invalid-input'],
    // Callers in JavaScript have no compiler to stop them.
    ['an unknown backend', () => make({ backends: ['gpu' as 'cpu'] }), 'invalid-input'],
  ])('%s', (_, create, code) => {
    expect(create).toThrow(expect.objectContaining({ code }));
  });
});

test('ten thousand texts on the hash backend are ten thousand vectors', async () => {
  const texts = Array.from({ length: 10_000 }, (_, index) => `text number ${index}`);
  const vectors = await make({ backends: ['hash'] }).embedMany(texts);
  expect(vectors).toHaveLength(10_000);
  expect(vectors.every((vector) => vector.length === 384)).toBe(true);
});

describe('counting tokens and splitting', () => {
  const counting = () =>
    scriptedWorkers({
      count: async ({ inputs }) => ({ tokens: inputs.map(({ length }) => length) }),
      split: async ({ text, maxTokens, overlap }) => ({
        passages: [
          { start: 0, end: 2, tokens: maxTokens },
          { start: 3, end: text.length, tokens: overlap },
        ],
      }),
    });

  test('tells which texts are longer than the model reads', async () => {
    const embedder = make({ worker: counting().worker });
    const counts = await embedder.countTokens(['a', 'b'.repeat(256), 'c'.repeat(257)]);
    expect(counts).toEqual([
      { tokens: 1, truncated: false },
      { tokens: 256, truncated: false },
      { tokens: 257, truncated: true },
    ]);
  });

  test('counts the prompt of the role', async () => {
    const { worker } = counting();
    const embedder = make({ worker, model: 'bge-small-en-v1.5' });
    const [[document], [query]] = await Promise.all([
      embedder.countTokens(['cat']),
      embedder.countTokens(['cat'], { role: 'query' }),
    ]);
    expect([document?.tokens, query?.tokens]).toEqual([3, 60]);
  });

  test('gives passages with their text, by default as long as the model reads', async () => {
    const embedder = make({ worker: counting().worker });
    expect(await embedder.splitText('ab cd', { overlap: 7 })).toEqual([
      { text: 'ab', start: 0, end: 2, tokens: 256 },
      { text: 'cd', start: 3, end: 5, tokens: 7 },
    ]);
  });

  test('may be given up, and is rejected when the embedder is disposed', async () => {
    const workers = scriptedWorkers({ count: () => new Promise(() => {}) });
    const embedder = make({ worker: workers.worker });
    const controller = new AbortController();
    const given = embedder.countTokens(['a'], { signal: controller.signal });
    const stored = embedder.countTokens(['a']);
    await embedder.load();
    controller.abort(new Error('no longer wanted'));
    await expect(given).rejects.toThrow('no longer wanted');
    await embedder.dispose();
    await expect(stored).rejects.toMatchObject({ code: 'disposed' });
  });

  test('is a typed error on the hash backend, which has no tokens', async () => {
    const embedder = make({ backends: ['hash'] });
    await expect(embedder.countTokens(['a'])).rejects.toMatchObject({ code: 'backend-unavailable' });
    await expect(embedder.splitText('a')).rejects.toMatchObject({ code: 'backend-unavailable' });
  });

  test('refuses what is not a string', async () => {
    const embedder = make({ backends: ['hash'] });
    // Callers in JavaScript have no compiler to stop them.
    await expect(embedder.countTokens([7 as unknown as string])).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(embedder.splitText(null as unknown as string)).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});

describe('a text that is cut', () => {
  const cutting = () =>
    scriptedWorkers({
      embed: async ({ inputs }) => ({
        data: new Float32Array(inputs.length * 384),
        truncated: inputs.length,
      }),
    });

  test('is told of in development, once', async () => {
    const embedder = make({ worker: cutting().worker });
    await embedder.embed('a');
    await embedder.embedMany(['b', 'c']);
    expect(console.warn).toHaveBeenCalledTimes(1);
    expect(console.warn).toHaveBeenCalledWith(
      expect.stringMatching(/reads 256 tokens.*countTokens.*splitText/s),
    );
  });

  test('is not in production', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    await make({ worker: cutting().worker }).embed('a');
    vi.unstubAllEnvs();
    expect(console.warn).not.toHaveBeenCalled();
  });
});
