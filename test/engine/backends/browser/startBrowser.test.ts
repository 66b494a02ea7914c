import { afterEach, describe, expect, test, vi } from 'vitest';
import { createEmbedder, createSearchIndex, type Embedder } from '../../../../src/engine/index.js';
import { defer } from '../../../../src/engine/utils/promises.js';
import { createSearchApi } from '../../../../src/engine/workers/search/api.js';
import { workerOf } from '../../../support/scriptedWorker.js';

// No released browser has a SemanticEmbedder yet, so it is scripted here: by the web-platform tests, and by its first proposal.

interface Script {
  availability?: string;
  embeddingSpace?: string | undefined;
  values?: (text: string, taskType: string) => number[];
  create?: () => Promise<never>;
}

const calls: { taskType: string; texts: readonly string[] }[] = [];
const destroyed = vi.fn();

/** As the proposal first had it: facts come with each result, and options are not looked at. */
function install(script: Script = {}): void {
  const { availability = 'available', values = meaning } = script;
  const metadata = { embeddingSpace: 'embeddinggemma-300m/1', maxInputTokens: 2_048, ...script };
  vi.stubGlobal('SemanticEmbedder', {
    availability: async () => availability,
    create: script.create ?? (async () => ({ embed, destroy: destroyed })),
  });
  async function embed(texts: readonly string[], { taskType }: { taskType: string }) {
    calls.push({ taskType, texts });
    const embeddings = texts.map((text) => ({ values: Float32Array.from(values(text, taskType)) }));
    return { embeddings, metadata };
  }
}

/** What of a {@link installAsTested} stand-in changes while it is there. */
interface Tested {
  spaceOfVectors: string;
  readonly asked: unknown[];
}

/** As the web-platform tests have it: the space is required, the object tells it, and so does each embedding. */
function installAsTested(space = 'embeddinggemma-300m', maxInputTokens = 4): Tested {
  const tested: Tested = { spaceOfVectors: space, asked: [] };
  const required = (options: unknown) => {
    tested.asked.push(options);
    if (typeof Object(options).embeddingSpace === 'string') return Object(options).embeddingSpace;
    throw new TypeError('required member embeddingSpace is undefined.');
  };
  vi.stubGlobal('SemanticEmbedder', {
    availability: async (options?: unknown) => (required(options) === space ? 'available' : 'unavailable'),
    create: async (options?: unknown) => {
      if (required(options) !== space) throw new DOMException('No such space.', 'NotSupportedError');
      return { embeddingSpace: space, maxInputTokens, embed, destroy: destroyed };
    },
  });
  async function embed(texts: readonly string[], { taskType }: { taskType: string }) {
    calls.push({ taskType, texts });
    const embeddings = texts.map((text) => ({
      values: Float32Array.from(meaning(text)),
      embeddingSpace: tested.spaceOfVectors,
      truncated: text.split(' ').length > maxInputTokens,
    }));
    return { embeddings };
  }
  return tested;
}

/** Cats here, all others there; of length 5. */
const meaning = (text: string) => (/cat|kitten/.test(text) ? [3, 4] : [4, -3]);

let embedder: Embedder;
const make = (backends: readonly ('browser' | 'hash')[] = ['browser', 'hash']) => {
  embedder = createEmbedder({ backends });
  return embedder;
};

afterEach(async () => {
  vi.unstubAllGlobals();
  calls.length = 0;
  await embedder.dispose();
});

describe('the browser’s own model', () => {
  test('makes vectors of length 1, in a space of its own, for queries and documents', async () => {
    install();
    const made = make();
    const [query, document] = [await made.embed('kitten', { role: 'query' }), await made.embed('cat')];
    expect([...query, ...document]).toEqual([0.6, 0.8, 0.6, 0.8].map((value) => expect.closeTo(value, 6)));
    expect(calls.slice(1)).toEqual([
      { taskType: 'retrieval-query', texts: ['kitten'] },
      { taskType: 'retrieval-document', texts: ['cat'] },
    ]);
    expect(made.getState()).toMatchObject({ status: 'ready', backend: 'browser', runtime: 'browser' });
    expect(made.model).toMatchObject({
      dimensions: 2,
      maxTokens: 2_048,
      space: 'SemanticEmbedder/embeddinggemma-300m/1/2',
    });
    await made.dispose();
    expect(destroyed).toHaveBeenCalled();
  });

  test('is asked for by the space that it must name, as the web-platform tests want it', async () => {
    const { asked } = installAsTested();
    const made = make(['browser']);
    const query = await made.embed('kitten', { role: 'query' });
    expect([...query]).toEqual([0.6, 0.8].map((value) => expect.closeTo(value, 6)));
    expect(asked).toEqual([
      { embeddingSpace: 'embeddinggemma-300m' },
      { embeddingSpace: 'embeddinggemma-300m', signal: expect.any(AbortSignal) },
    ]);
    expect(made.model).toMatchObject({ maxTokens: 4, space: 'SemanticEmbedder/embeddinggemma-300m/2' });
  });

  test('of another space than we know is not there', async () => {
    installAsTested('another-model');
    await expect(make(['browser']).load()).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringContaining('no model of its own'),
    });
  });

  test('that takes no space is asked without one', async () => {
    install();
    const asked: unknown[] = [];
    const standIn: object = Reflect.get(globalThis, 'SemanticEmbedder');
    const availability = async (options?: unknown) => {
      asked.push(options);
      if (options !== undefined) throw new TypeError('no options are taken');
      return 'available';
    };
    vi.stubGlobal('SemanticEmbedder', { ...standIn, availability });
    await make(['browser']).load();
    expect(asked).toEqual([{ embeddingSpace: 'embeddinggemma-300m' }, undefined]);
  });

  test('that becomes another model gives no vectors of that one', async () => {
    const tested = installAsTested();
    const made = make(['browser']);
    await made.embed('cat');
    tested.spaceOfVectors = 'embeddinggemma-400m';
    await expect(made.embed('kitten')).rejects.toMatchObject({ code: 'space-mismatch' });
    installAsTested(); // the next call starts what is there now
    await made.embed('kitten');
    expect(made.getState()).toMatchObject({ status: 'ready' });
  });

  test('that the browser destroys is started again by the next call', async () => {
    let isDestroyed = false;
    const values = () => {
      if (isDestroyed) throw new DOMException('The session was destroyed.', 'InvalidStateError');
      return [1, 0];
    };
    install({ values });
    const made = make(['browser']);
    await made.load();
    isDestroyed = true;
    await expect(made.embed('cat')).rejects.toMatchObject({
      code: 'inference-failed',
      message: expect.stringContaining('The session was destroyed'),
    });
    expect(made.getState()).toMatchObject({ status: 'error', error: { code: 'inference-failed' } });
    isDestroyed = false;
    expect([...(await made.embed('cat'))]).toEqual([1, 0]);
  });

  test('that fails at one text goes on with the next', async () => {
    install({
      values: (text) => {
        if (text === 'bad') throw new DOMException('no', 'UnknownError');
        return [1, 0];
      },
    });
    const made = make(['browser']);
    await expect(made.embed('bad')).rejects.toMatchObject({ code: 'inference-failed' });
    expect(made.getState().status).toBe('ready');
    expect([...(await made.embed('good'))]).toEqual([1, 0]);
  });

  test.each([[[]], [[Number.NaN]]])('whose first vector is %j is not there', async (values) => {
    destroyed.mockClear();
    install({ values: () => values });
    await expect(make(['browser']).load()).rejects.toMatchObject({ code: 'backend-unavailable' });
    expect(destroyed).toHaveBeenCalledOnce();
  });

  test.each([undefined, 'readily'])('whose availability is %j is not there', async (availability) => {
    install();
    const standIn: object = Reflect.get(globalThis, 'SemanticEmbedder');
    vi.stubGlobal('SemanticEmbedder', { ...standIn, availability: async () => availability });
    await expect(make(['browser']).load()).rejects.toMatchObject({ code: 'backend-unavailable' });
  });

  test.each([0, Number.POSITIVE_INFINITY])(
    'that reads %d tokens reads as many as is usual',
    async (tokens) => {
      installAsTested('embeddinggemma-300m', tokens);
      const made = make(['browser']);
      await made.load();
      expect(made.model.maxTokens).toBe(512);
    },
  );

  test('that does not hear of a cancelled load is given back when it comes', async () => {
    destroyed.mockClear();
    const created = defer<unknown>();
    const asked = defer<void>();
    const availability = async () => 'available';
    const create = () => {
      asked.resolve();
      return created.promise;
    };
    vi.stubGlobal('SemanticEmbedder', { availability, create });
    const made = make(['browser']);
    const load = made.load();
    await asked.promise;
    made.cancelLoad();
    await expect(load).rejects.toMatchObject({ code: 'load-cancelled' });
    created.resolve({ destroy: destroyed });
    await vi.waitFor(() => expect(destroyed).toHaveBeenCalledOnce());
  });

  test('tells developers once that a text was cut', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    installAsTested();
    const made = make(['browser']);
    await made.embedMany(['one two', 'one two three four five', 'one two three four five six']);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/a text was cut, since .* reads 4 tokens/)]]);
    warn.mockRestore();
  });

  test('without a name of its space has one for each version of the browser', async () => {
    install({ embeddingSpace: undefined });
    vi.stubGlobal('navigator', { userAgent: 'Browser/200' });
    const made = make();
    await made.load();
    expect(made.space).toBe('SemanticEmbedder/Browser/200/2');
  });

  test.each(['unavailable', 'nothing at all'])(
    'that is not there (%s) leaves the work to the next',
    async (availability) => {
      if (availability === 'unavailable') install({ availability });
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      const made = make();
      await made.load();
      expect(made.getState()).toMatchObject({
        backend: 'hash',
        failures: [{ backend: 'browser', error: { code: 'backend-unavailable' } }],
      });
    },
  );

  test('is downloaded by the browser only with consent', async () => {
    install({ availability: 'downloadable' });
    const made = make(['browser']);
    await expect(made.load()).rejects.toMatchObject({ code: 'consent-needed' });
    await made.load({ consent: true });
    expect(made.getState().status).toBe('ready');
  });

  test('that is unavailable says why', async () => {
    install({ create: () => Promise.reject(new DOMException('no room', 'QuotaExceededError')) });
    await expect(make(['browser']).load()).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringContaining('no room'),
    });
  });

  test('that cannot embed is given back', async () => {
    destroyed.mockClear();
    install({
      values: () => {
        throw new DOMException('it crashed', 'UnknownError');
      },
    });
    await expect(make(['browser']).load()).rejects.toMatchObject({ code: 'backend-unavailable' });
    expect(destroyed).toHaveBeenCalledOnce();
  });

  test('whose numbers are none is an error', async () => {
    install({ values: (text) => (text === 'bad' ? [Number.NaN, 1] : [1, 0]) });
    await expect(make(['browser']).embed('bad')).rejects.toMatchObject({ code: 'inference-failed' });
  });

  test('searches, long texts by their passages', async () => {
    install();
    const made = make(['browser']);
    await made.load();
    const long = `${'the weather is fine today '.repeat(1_000)} the cat`;
    expect((await made.countTokens([long, 'short'])).map(({ truncated }) => truncated)).toEqual([
      true,
      false,
    ]);
    const index = createSearchIndex<string>({
      embedder: made,
      getText: (text) => text,
      worker: () => workerOf(createSearchApi()),
    });
    index.add([long, 'a dog barks', 'rain']);
    await index.build();
    const { hits } = await index.search('kitten', { mode: 'semantic', limit: 1 });
    await index.dispose();
    expect(hits).toMatchObject([{ item: long, passage: { end: long.length } }]);
  });
});
