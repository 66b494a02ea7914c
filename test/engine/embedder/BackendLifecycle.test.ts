import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EmbedError, spaceOf } from '../../../src/engine/index.js';
import { defer } from '../../../src/engine/utils/promises.js';
import { makeEmbedder } from '../../support/makeEmbedder.js';
import { scriptedWorkers } from '../../support/scriptedWorker.js';
import { until } from '../../support/until.js';

// Which backend works, and what becomes of it. The wire is real; what the workers do is scripted.

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(() => {
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
    const embedder = makeEmbedder({ worker: asking().worker });
    await embedder.load();
    const refused = { error: expect.objectContaining({ code: 'consent-needed', details: { bytes: 34e6 } }) };
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'hash', failures: [refused] });
    await embedder.load({ consent: true });
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu', failures: [] });
  });

  test('comes too if consent is given while a load without it is on its way', async () => {
    const embedder = makeEmbedder({ worker: asking().worker, backends: ['cpu'] });
    const before = embedder.load();
    const after = embedder.load({ consent: true });
    await expect(before).rejects.toMatchObject({ code: 'consent-needed' });
    await after;
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu' });
  });

  test.each([-1, Number.NaN])('a limit of %s is refused', (consentAbove) => {
    expect(() => makeEmbedder({ download: { consentAbove } })).toThrow(/consentAbove is/);
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
    const embedder = makeEmbedder({ worker });
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
    const embedders = [makeEmbedder({ worker: used.worker }), makeEmbedder({ worker: failed.worker })];
    await Promise.all(embedders.map((embedder) => embedder.load()));
    online();
    await Promise.all(embedders.map((embedder) => embedder.embed('a text')));
    expect([used.counts.started, failed.counts.started]).toEqual([1, 1]);
  });
});

describe('falling back', () => {
  test('from cpu to hash keeps the reason, warns, and changes the space', async () => {
    const { worker, counts } = failing();
    const embedder = makeEmbedder({ worker });
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
    const embedder = makeEmbedder({
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
    const embedder = makeEmbedder({ worker: failing().worker });
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
    const embedder = makeEmbedder({ worker });
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
    const embedder = makeEmbedder({ worker, backends: ['cpu'] });
    await expect(embedder.embed('a')).rejects.toMatchObject({ code: 'model-not-found' });
    expect(embedder.getState()).toMatchObject({ status: 'error', error: { code: 'model-not-found' } });
    works = true;
    await expect(embedder.embed('a')).resolves.toHaveLength(384);
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'cpu' });
    expect(counts).toEqual({ started: 2, terminated: 1 });
  });

  test('a retry when the best backend is ready does nothing', async () => {
    const { worker, counts } = scriptedWorkers();
    const embedder = makeEmbedder({ worker });
    await embedder.load();
    await embedder.load({ retry: true });
    expect(counts.started).toBe(1);
  });

  test('when every backend fails, the error tells of each', async () => {
    const embedder = makeEmbedder({ worker: failing().worker, backends: ['cpu', 'cpu'] });
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
    const embedder = makeEmbedder({ worker: workers.worker });
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
    const embedder = makeEmbedder({ worker: workers.worker, backends: ['cpu'] });
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
    const embedder = makeEmbedder({ worker: workers.worker });
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
    const embedder = makeEmbedder({ worker: workers.worker });
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

describe('cancelling', () => {
  test('rejects with the reason of the signal, before anything is started', async () => {
    const { worker, counts } = scriptedWorkers();
    const embedder = makeEmbedder({ worker });
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
    const embedder = makeEmbedder({ worker });
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
    const embedder = makeEmbedder({ worker: workers.worker, backends: ['cpu', 'hash'] });
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
    const embedder = makeEmbedder({ worker: workers.worker, backends: ['cpu'] });
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
    const embedder = makeEmbedder({ worker: workers.worker, backends: ['cpu'] });
    const loading = embedder.load();
    embedder.cancelLoad();
    await expect(loading).rejects.toMatchObject({ code: 'load-cancelled' });
    await embedder.load();
    expect(workers.counts).toEqual({ started: 1, terminated: 0 });
  });

  test('is not there when nothing is loaded', async () => {
    const embedder = makeEmbedder({ worker: scriptedWorkers().worker });
    embedder.cancelLoad();
    await embedder.load();
    embedder.cancelLoad();
    expect(embedder.getState().status).toBe('ready');
  });
});

describe('disposing', () => {
  test('rejects what is pending, ends the worker, and stays final', async () => {
    const workers = scriptedWorkers({ embed: () => new Promise(() => {}) });
    const embedder = makeEmbedder({ worker: workers.worker });
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
    const embedder = makeEmbedder({ worker: workers.worker });
    const [loading, embedding] = [embedder.load(), embedder.embed('a')];
    await until(() => workers.counts.started > 0);
    await embedder.dispose();
    await expect(loading).rejects.toMatchObject({ code: 'disposed' });
    await expect(embedding).rejects.toMatchObject({ code: 'disposed' });
    expect(embedder.getState()).toEqual({ status: 'disposed' });
    expect(workers.counts.terminated).toBeGreaterThan(0);
  });

  test('happens at the end of an `await using` block', async () => {
    const embedder = makeEmbedder({ backends: ['hash'] });
    await embedder[Symbol.asyncDispose]();
    expect(embedder.getState()).toEqual({ status: 'disposed' });
  });
});
