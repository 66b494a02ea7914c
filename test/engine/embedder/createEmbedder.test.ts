import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEmbedder, createVectorCache, spaceOf } from '../../../src/engine/index.js';
import { makeEmbedder } from '../../support/makeEmbedder.js';
import { scriptedWorkers } from '../../support/scriptedWorker.js';

// The wire, the queue and the cache are real; what the worker computes is scripted. test/browser has the real worker.

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('an embedder', () => {
  test('starts nothing until it is needed', () => {
    const { worker, counts } = scriptedWorkers();
    const embedder = makeEmbedder({ worker });
    expect(embedder.getState()).toEqual({ status: 'idle' });
    expect(embedder.model).toMatchObject({ id: 'all-MiniLM-L6-v2', dimensions: 384, maxTokens: 256 });
    expect(counts.started).toBe(0);
  });

  test('starts one worker for calls that come together', async () => {
    const { worker, counts } = scriptedWorkers();
    const embedder = makeEmbedder({ worker });
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
    const embedder = makeEmbedder({ worker });
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
    const embedder = makeEmbedder({ worker });
    await expect(embedder.embed('a')).resolves.toHaveLength(384);
    expect(embedder.getState()).toMatchObject({ status: 'ready', persistError: { code: 'quota-exceeded' } });
  });

  test('ends a subscription when asked', async () => {
    const embedder = makeEmbedder({ backends: ['hash'] });
    const listener = vi.fn();
    embedder.subscribe(listener)();
    await embedder.load();
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('whether vectors have a meaning', () => {
  test('is said by the model: not on the hash backend', async () => {
    const workers = scriptedWorkers();
    expect(await makeEmbedder({ worker: workers.worker, backends: ['cpu'] }).load()).toMatchObject({
      semantic: true,
    });
    const hash = makeEmbedder({ backends: ['hash'] });
    expect(hash.model.semantic).toBe(false);
    expect(await hash.load()).toMatchObject({ semantic: false });
    expect(hash.getState()).toMatchObject({ status: 'ready', model: { semantic: false } });
  });

  test('can be required: then the hash backend gives none, also of those that are stored', async () => {
    const hash = makeEmbedder({ backends: ['hash'] });
    await hash.embed('a');
    const refused = { code: 'backend-unavailable' };
    await expect(hash.embed('a', { requireSemantic: true })).rejects.toMatchObject(refused);
    await expect(hash.embedMany(['a', 'b'], { requireSemantic: true })).rejects.toMatchObject(refused);
    const cpu = makeEmbedder({ worker: scriptedWorkers().worker, backends: ['cpu'] });
    await expect(cpu.embed('a', { requireSemantic: true })).resolves.toHaveLength(384);
  });
});

describe('vectors', () => {
  test('come in the order of the texts, each in its space', async () => {
    const embedder = makeEmbedder({ worker: scriptedWorkers().worker });
    const vectors = await embedder.embedMany(['a', 'bbb', 'cc']);
    expect(vectors.map((vector) => vector[1])).toEqual([1, 3, 2]);
    expect(vectors.map(spaceOf)).toEqual([embedder.space, embedder.space, embedder.space]);
  });

  test('of no texts are none, and start nothing', async () => {
    const { worker, counts } = scriptedWorkers();
    expect(await makeEmbedder({ worker }).embedMany([])).toEqual([]);
    expect(counts.started).toBe(0);
  });

  test('are computed once, and belong to the caller', async () => {
    const { worker, batches } = scriptedWorkers();
    const embedder = makeEmbedder({ worker });
    const first = await embedder.embed('text');
    first.fill(99);
    expect((await embedder.embed('text'))[1]).toBe(4);
    expect(batches).toEqual([['text']]);
  });

  test('that are all stored need no worker', async () => {
    const cache = createVectorCache();
    await makeEmbedder({ worker: scriptedWorkers().worker, cache }).embedMany(['a', 'b']);
    const { worker, counts } = scriptedWorkers();
    const embedder = makeEmbedder({ worker, cache });
    const onProgress = vi.fn();
    expect(await embedder.embedMany(['b', 'a'], { onProgress })).toHaveLength(2);
    expect(onProgress).toHaveBeenCalledWith({ done: 2, total: 2 });
    expect(embedder.getState().status).toBe('idle');
    expect(counts.started).toBe(0);
  });

  test('have the prompt of their role put before the text', async () => {
    const { worker, batches } = scriptedWorkers();
    const embedder = makeEmbedder({ model: 'bge-small-en-v1.5', worker });
    await embedder.embed('cats', { role: 'query' });
    await embedder.embed('cats', { role: 'document' });
    await embedder.embed('cats');
    expect(batches).toEqual([['Represent this sentence for searching relevant passages: cats'], ['cats']]);
  });

  test('report progress', async () => {
    const embedder = makeEmbedder({ worker: scriptedWorkers().worker });
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
      await expect(makeEmbedder({ backends: ['hash'] }).embedMany(texts)).rejects.toMatchObject({
        code: 'invalid-input',
        details: { index: 1 },
      });
    },
  );
});

test('a method that fails in the worker is a typed error, and the next call works', async () => {
  let broken = true;
  const { worker } = scriptedWorkers({
    embed: async ({ inputs }) => {
      if (broken) throw new RangeError('something deep inside');
      return { truncated: 0, data: new Float32Array(inputs.length * 384) };
    },
  });
  const embedder = makeEmbedder({ worker });
  await expect(embedder.embed('a')).rejects.toMatchObject({
    code: 'inference-failed',
    cause: expect.objectContaining({ message: expect.stringContaining('something deep inside') }),
  });
  broken = false;
  await expect(embedder.embed('a')).resolves.toHaveLength(384);
});

describe('options that make no sense are typed errors at once', () => {
  test.each<[string, () => unknown, string]>([
    ['an unknown model', () => createEmbedder({ model: 'no-such-model' }), 'model-not-found'],
    [
      'a model that is not on the Hub, without modelsUrl',
      () => createEmbedder({ model: 'all-MiniLM-L6-v2' }),
      'model-not-found',
    ],
    ['no backends', () => makeEmbedder({ backends: [] }), 'invalid-input'],
    // Callers in JavaScript have no compiler to stop them.
    ['an unknown backend', () => makeEmbedder({ backends: ['gpu' as 'cpu'] }), 'invalid-input'],
  ])('%s', (_, create, code) => {
    expect(create).toThrow(expect.objectContaining({ code }));
  });
});

test('ten thousand texts on the hash backend are ten thousand vectors', async () => {
  const texts = Array.from({ length: 10_000 }, (_, index) => `text number ${index}`);
  const vectors = await makeEmbedder({ backends: ['hash'] }).embedMany(texts);
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
    const embedder = makeEmbedder({ worker: counting().worker });
    const counts = await embedder.countTokens(['a', 'b'.repeat(256), 'c'.repeat(257)]);
    expect(counts).toEqual([
      { tokens: 1, truncated: false },
      { tokens: 256, truncated: false },
      { tokens: 257, truncated: true },
    ]);
  });

  test('counts the prompt of the role', async () => {
    const { worker } = counting();
    const embedder = makeEmbedder({ worker, model: 'bge-small-en-v1.5' });
    const [[document], [query]] = await Promise.all([
      embedder.countTokens(['cat']),
      embedder.countTokens(['cat'], { role: 'query' }),
    ]);
    expect([document?.tokens, query?.tokens]).toEqual([3, 60]);
  });

  test('gives passages with their text, by default as long as the model reads', async () => {
    const embedder = makeEmbedder({ worker: counting().worker });
    expect(await embedder.splitText('ab cd', { overlap: 7 })).toEqual([
      { text: 'ab', start: 0, end: 2, tokens: 256 },
      { text: 'cd', start: 3, end: 5, tokens: 7 },
    ]);
  });

  test('may be given up, and is rejected when the embedder is disposed', async () => {
    const workers = scriptedWorkers({ count: () => new Promise(() => {}) });
    const embedder = makeEmbedder({ worker: workers.worker });
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
    const embedder = makeEmbedder({ backends: ['hash'] });
    await expect(embedder.countTokens(['a'])).rejects.toMatchObject({ code: 'backend-unavailable' });
    await expect(embedder.splitText('a')).rejects.toMatchObject({ code: 'backend-unavailable' });
  });

  test('refuses what is not a string', async () => {
    const embedder = makeEmbedder({ backends: ['hash'] });
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
    const embedder = makeEmbedder({ worker: cutting().worker });
    await embedder.embed('a');
    await embedder.embedMany(['b', 'c']);
    expect(console.warn).toHaveBeenCalledTimes(1);
    expect(console.warn).toHaveBeenCalledWith(
      expect.stringMatching(/reads 256 tokens.*countTokens.*splitText/s),
    );
  });

  test('is not in production', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    await makeEmbedder({ worker: cutting().worker }).embed('a');
    vi.unstubAllEnvs();
    expect(console.warn).not.toHaveBeenCalled();
  });
});
