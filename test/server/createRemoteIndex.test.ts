import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createEmbedder,
  createRemoteIndex,
  type Embedder,
  type EmbedderOptions,
  EmbedError,
  type RemoteIndexOptions,
  type SearchableIndex,
  withSpace,
} from '../../src/engine/index.js';
import { describeModel, findModel } from '../../src/engine/models/catalog.js';
import { defer } from '../../src/engine/utils/promises.js';
import { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
import { createSearchHandler } from '../../src/server/createSearchHandler.js';
import { lookUpWorkers, type ScriptedWorkers } from '../support/scriptedWorker.js';
import { serveHandler } from '../support/searchServer.js';
import { testDatabase } from '../support/testDatabase.js';

// The page's side over real HTTP to a real handler and a real PostgreSQL; what a text means is scripted.

interface Note {
  readonly text: string;
  readonly kind: string;
}

/** The first axis is food, the second health, the third traffic. */
const MEANINGS: Record<string, readonly number[]> = {
  'Buy oat milk and bread': [1],
  'Call the dentist about Thursday': [0, 1],
  'The bike needs new brakes': [0, 0, 1],
  toothache: [0, 0.9, 0.1],
  breakfast: [0.8, 0, 0.2],
  'bread and bike': [0.6, 0, 0.8],
};
const NOTES: readonly (Note & { readonly id: string })[] = [
  { id: 'milk', text: 'Buy oat milk and bread', kind: 'shopping' },
  { id: 'dentist', text: 'Call the dentist about Thursday', kind: 'calls' },
  { id: 'bike', text: 'The bike needs new brakes', kind: 'repairs' },
];

const { pool } = testDatabase();
const model = describeModel(findModel('all-MiniLM-L6-v2'));
const name = 'notes';
const ended: AsyncDisposable[] = [];
let asked: Record<string, unknown>[];

beforeAll(() =>
  createPostgresIndex<Note>({ pool, name, model }).load(
    NOTES.map(({ id, text, kind }) => ({
      ...{ id, text, item: { text, kind } },
      vector: Float32Array.from({ length: model.dimensions }, (_, i) => MEANINGS[text]?.[i] ?? 0),
    })),
  ),
);

beforeEach(() => {
  asked = [];
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(async () => {
  await Promise.all(ended.splice(0).map((each) => each[Symbol.asyncDispose]()));
  vi.restoreAllMocks();
});

function embedderOf(workers: ScriptedWorkers, options: EmbedderOptions = {}): Embedder {
  const { worker } = workers;
  const at = { model: 'all-MiniLM-L6-v2', modelsUrl: 'https://host.example/models' };
  const embedder = createEmbedder({ ...at, backends: ['cpu'], worker, ...options });
  ended.push(embedder);
  return embedder;
}

async function serve(
  handler: (request: Request) => Promise<Response> = createSearchHandler({ pool, name }),
): Promise<string> {
  const server = await serveHandler(async (request) => {
    const copy = request.clone();
    asked.push(JSON.parse((await copy.text()) || '{}'));
    return handler(request);
  });
  ended.push(server);
  return server.url;
}

async function remoteIndex(options: Partial<RemoteIndexOptions> = {}): Promise<SearchableIndex<Note>> {
  const embedder = options.embedder ?? embedderOf(lookUpWorkers(MEANINGS));
  const index = createRemoteIndex<Note>({ url: options.url ?? (await serve()), ...options, embedder });
  ended.push(index);
  return index;
}

const idsOf = ({ hits }: { readonly hits: readonly { readonly id: string }[] }) => hits.map(({ id }) => id);
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (EmbedError.is(error) ? error.code : error),
  );

describe('a remote index', () => {
  test('finds by meaning and words, with what is known of each hit', async () => {
    const index = await remoteIndex();
    const found = await index.search('bread and bike', { semanticWeight: 0.7 });
    expect(idsOf(found)).toEqual(['bike', 'milk', 'dentist']);
    expect(found).toMatchObject({ mode: 'hybrid', fusion: 'weighted-mean' });
    expect(found.hits[1]).toMatchObject({
      item: { text: 'Buy oat milk and bread', kind: 'shopping' },
      passage: { start: 0, end: 22 },
      matches: [[17, 22]], // "bread", and no "and"
    });
    expect(found.hits[1]?.cosine).toBeCloseTo(0.6);
  });

  test('asks nothing before it is searched, nor for a blank query', async () => {
    const workers = lookUpWorkers(MEANINGS);
    const index = await remoteIndex({ embedder: embedderOf(workers) });
    expect(await index.search('  ')).toEqual({ hits: [], mode: 'hybrid', fusion: 'none' });
    expect([asked.length, workers.counts.started]).toEqual([0, 0]);
    expect(index.getState()).toEqual({ status: 'idle', items: 0, embedded: 0 });
  });

  test('knows from the server how full it is, and tells', async () => {
    const index = await remoteIndex();
    const listener = vi.fn();
    index.subscribe(listener);
    await index.search('toothache');
    expect(index.getState()).toEqual({ status: 'ready', items: 3, embedded: 3 });
    await index.search('breakfast');
    expect(listener).toHaveBeenCalledTimes(1);
  });

  test('gives what words find while the query is embedded', async () => {
    const isAsked = defer<void>();
    const workers = lookUpWorkers(MEANINGS, () => isAsked.promise);
    const index = await remoteIndex({ embedder: embedderOf(workers) });
    const onLexical = vi.fn(() => isAsked.resolve());
    const { hits, mode } = await index.search('bread and bike', { onLexical, semanticWeight: 0.7 });
    expect(onLexical).toHaveBeenCalledWith(expect.objectContaining({ mode: 'lexical' }));
    expect([mode, hits[0]?.id]).toEqual(['hybrid', 'bike']);
    expect(asked.map(({ mode }) => mode)).toEqual(['lexical', 'hybrid']);
  });

  test('asks once when the vector is there at once', async () => {
    const embedder = embedderOf(lookUpWorkers(MEANINGS));
    await embedder.embed('toothache', { role: 'query' });
    const index = await remoteIndex({ embedder });
    const onLexical = vi.fn();
    expect(idsOf(await index.search('toothache', { onLexical, limit: 1 }))).toEqual(['dentist']);
    expect(asked.map(({ mode }) => mode)).toEqual(['hybrid']);
    expect(onLexical).not.toHaveBeenCalled();
  });

  test('sends the query by words alone without a vector', async () => {
    const workers = lookUpWorkers(MEANINGS);
    const index = await remoteIndex({ embedder: embedderOf(workers) });
    const { hits, mode } = await index.search('dent', { mode: 'lexical', prefix: true });
    expect([mode, hits.map(({ id }) => id)]).toEqual(['lexical', ['dentist']]);
    expect(asked[0]).not.toHaveProperty('vector');
    expect(workers.counts.started).toBe(0);
  });

  test('filters by fields, on the server', async () => {
    const index = await remoteIndex();
    const filter = { kind: ['shopping', 'calls'] };
    expect(idsOf(await index.search('bread and bike', { filter }))).toEqual(['milk', 'dentist']);
    expect(idsOf(await index.similar('bike', { filter: { kind: 'calls' } }))).toEqual(['dentist']);
  });

  test('counts facets as a local index does: what is selected does not lower the counts of its own field', async () => {
    const index = await remoteIndex();
    const all = ['repairs', 'shopping'].map((value) => ({ value, count: 1 }));
    const found = await index.search('bread bike', { mode: 'lexical', facets: ['kind'] });
    expect([idsOf(found).toSorted(), found.facets]).toEqual([['bike', 'milk'], { kind: all }]);
    expect(asked).toHaveLength(1);
    const selectedFacets = { kind: ['repairs'] };
    const selected = await index.search('bread bike', { mode: 'lexical', selectedFacets });
    expect([idsOf(selected), selected.facets]).toEqual([['bike'], { kind: all }]);
    const blank = await index.search('', { selectedFacets });
    expect([blank.hits, blank.facets?.kind?.map(({ value }) => value)]).toEqual([
      [],
      ['calls', 'repairs', 'shopping'],
    ]);
    const both = index.search('bike', { filter: { kind: 'calls' }, selectedFacets });
    expect(await codeOf(both)).toBe('invalid-input');
  });

  test('cannot filter by a function, and says what to do', async () => {
    const index = await remoteIndex();
    const filter = ({ kind }: Note) => kind === 'calls';
    await expect(index.search('bike', { filter })).rejects.toThrow(/fields and their values/);
    expect(await codeOf(index.search('bike', { filter }))).toBe('invalid-input');
    expect(await codeOf(index.similar('bike', { filter }))).toBe('invalid-input');
    expect(asked).toEqual([]);
  });

  test('finds by a vector, and what is like an item', async () => {
    const embedder = embedderOf(lookUpWorkers(MEANINGS));
    const index = await remoteIndex({ embedder });
    const vector = await embedder.embed('breakfast', { role: 'query' });
    const { hits, mode } = await index.searchByVector(vector, { limit: 1 });
    expect([mode, hits[0]?.id]).toEqual(['semantic', 'milk']);
    expect(idsOf(await index.similar('milk'))).toEqual(['dentist', 'bike']);
    expect(await codeOf(index.similar('nobody'))).toBe('invalid-input');
    expect(await codeOf(index.searchByVector(vector.map(() => Number.NaN)))).toBe('invalid-input');
    expect(await codeOf(index.searchByVector(vector.slice(1)))).toBe('invalid-input');
  });

  test('sends headers that may change', async () => {
    const seen: (string | null)[] = [];
    const url = await serve(
      createSearchHandler({ pool, name, authorize: ({ headers }) => !!seen.push(headers.get('x-token')) }),
    );
    let token = 0;
    const index = await remoteIndex({ url, headers: async () => ({ 'x-token': `${++token}` }) });
    await index.search('bike', { mode: 'lexical' });
    await index.search('bike', { mode: 'lexical' });
    expect(seen).toEqual(['1', '2']);
  });
});

describe('without a model', () => {
  test('a search is by words, and says so', async () => {
    const index = await remoteIndex({
      embedder: embedderOf(lookUpWorkers(MEANINGS), { backends: ['hash'] }),
    });
    const found = await index.search('bread and bike');
    expect([found.mode, idsOf(found)]).toEqual(['lexical', ['milk', 'bike']]);
    expect(found.error).toBeUndefined();
    expect(index.getState().status).toBe('lexical');
    expect(asked).toHaveLength(1);
    expect(await codeOf(index.search('bike', { mode: 'semantic' }))).toBe('backend-unavailable');
    expect(await codeOf(index.searchByVector(new Float32Array(384)))).toBe('backend-unavailable');
  });

  test('words that were asked for already are not asked for again', async () => {
    const isAsked = defer<void>();
    const load = async () => {
      await isAsked.promise;
      throw new EmbedError('model-load-failed', 'No such file.');
    };
    const index = await remoteIndex({ embedder: embedderOf(lookUpWorkers(MEANINGS, undefined, load)) });
    const onLexical = vi.fn(() => isAsked.resolve());
    const found = await index.search('bike', { onLexical });
    expect([found.mode, idsOf(found), found.error?.code]).toEqual(['lexical', ['bike'], 'model-load-failed']);
    expect([asked.length, onLexical.mock.calls.length]).toEqual([1, 1]);
  });

  test('a model that cannot be loaded leaves words, and the reason', async () => {
    const load = () => Promise.reject(new EmbedError('model-load-failed', 'No such file.'));
    const index = await remoteIndex({ embedder: embedderOf(lookUpWorkers(MEANINGS, undefined, load)) });
    const found = await index.search('bike');
    expect([found.mode, idsOf(found), found.error?.code]).toEqual(['lexical', ['bike'], 'model-load-failed']);
    expect(await codeOf(index.search('bike', { mode: 'semantic' }))).toBe('model-load-failed');
  });
});

describe('what goes wrong on the way is an EmbedError', () => {
  test('vectors of another space', async () => {
    const index = await remoteIndex();
    const vector = withSpace(new Float32Array(384).fill(0.1), 'elsewhere');
    await expect(index.searchByVector(vector)).rejects.toMatchObject({
      code: 'space-mismatch',
      details: { asked: 'elsewhere', actual: model.space },
    });
  });

  test('nobody answers; a later search finds the index well again', async () => {
    const away = await serveHandler(async () => new Response());
    await away[Symbol.asyncDispose]();
    const good = await serve();
    let url = away.url;
    const index = await remoteIndex({ url, fetch: (_, init) => fetch(url, init) });
    await expect(index.search('bike')).rejects.toMatchObject({
      code: 'request-failed',
      details: { reason: 'network' },
    });
    expect(index.getState()).toMatchObject({ status: 'error', error: { code: 'request-failed' } });
    url = good;
    await index.search('bike');
    expect(index.getState()).toEqual({ status: 'ready', items: 3, embedded: 3 });
  });

  test('HTML, a failure inside, another service, and a person who may not', async () => {
    const page = new Response('<!doctype html>', { status: 404, headers: { 'content-type': 'text/html' } });
    const answers: [string, (request: Request) => Promise<Response>][] = [
      ['not-json', async () => page],
      ['internal', createSearchHandler({ pool, name: 'nowhere', onError: () => {} })],
      ['not-an-answer', async () => Response.json({ ok: true })],
      ['forbidden', createSearchHandler({ pool, name, authorize: () => false })],
    ];
    for (const [reason, handler] of answers) {
      const index = await remoteIndex({ url: await serve(handler) });
      const details = { reason, status: expect.any(Number), url: expect.any(String) };
      await expect(index.search('bike')).rejects.toMatchObject({ code: 'request-failed', details });
    }
  });

  test('a limit that the server does not give', async () => {
    const index = await remoteIndex();
    expect(await codeOf(index.search('bike', { limit: 1_000 }))).toBe('invalid-input');
  });
});

describe('giving up', () => {
  test('ends the request with the reason, and leaves the state as it was', async () => {
    const isAsked = defer<void>();
    const isGone = defer<void>();
    const url = await serve(async (request) => {
      request.signal.addEventListener('abort', () => isGone.resolve());
      isAsked.resolve();
      await isGone.promise;
      return new Response();
    });
    const index = await remoteIndex({ url });
    const controller = new AbortController();
    const search = index.search('bike', { signal: controller.signal });
    await isAsked.promise;
    controller.abort('typed on');
    await expect(search).rejects.toBe('typed on');
    await isGone.promise;
    expect(index.getState().status).toBe('idle');
    expect(await codeOf(index.search('bike', { signal: controller.signal }))).toBe('typed on');
  });

  test('a disposed index rejects what is pending, and all that comes', async () => {
    const isAsked = defer<void>();
    const url = await serve(() => {
      isAsked.resolve();
      return new Promise(() => {});
    });
    const index = await remoteIndex({ url });
    const search = codeOf(index.search('bike'));
    await isAsked.promise;
    await index.dispose();
    await index.dispose();
    expect(await search).toBe('disposed');
    expect(await codeOf(index.search('bike'))).toBe('disposed');
    expect(index.getState().status).toBe('disposed');
  });
});
