import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hashVector } from '../../../src/engine/backends/hash/hashBackend.js';
import {
  createEmbedder,
  createSearchIndex,
  EmbedError,
  type FieldFilter,
  type SearchIndex,
  type SearchIndexOptions,
  withSpace,
} from '../../../src/engine/index.js';
import { Bm25 } from '../../../src/engine/ranking/Bm25.js';
import type { SearchOptions } from '../../../src/engine/search/optionTypes.js';
import { defer } from '../../../src/engine/utils/promises.js';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import { IndexedDocuments } from '../../../src/engine/workers/search/IndexedDocuments.js';
import { at, embedderOf, ended, idsOf, indexOf, MEANINGS, NOTES, type Note } from '../../support/notes.js';
import { lookUpWorkers, scriptedWorkers, workerOf } from '../../support/scriptedWorker.js';
import { tokenModel } from '../../support/tokenModel.js';
import { until } from '../../support/until.js';

// The wire, the embedder, and all of the index are real; what a text means is scripted. test/browser has the real model.

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(async () => {
  await Promise.all(ended.splice(0).map((each) => each[Symbol.asyncDispose]()));
  vi.restoreAllMocks();
});

describe('an index', () => {
  test('starts nothing until it is searched', () => {
    const workers = scriptedWorkers();
    const worker = vi.fn(() => workerOf(createSearchApi()));
    const index = indexOf(embedderOf(workers), { worker });
    index.add(NOTES);
    expect(index.getState()).toEqual({ status: 'idle', items: 3, embedded: 0 });
    expect([workers.counts.started, worker.mock.calls.length]).toEqual([0, 0]);
  });

  test('finds what means the query, though no word is the same', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    index.add(NOTES);
    await index.build();
    expect(index.getState()).toEqual({ status: 'ready', items: 3, embedded: 3 });
    const { hits, mode } = await index.search('toothache', { mode: 'semantic' });
    expect(mode).toBe('semantic');
    expect(hits[0]).toMatchObject({ id: 'dentist', item: NOTES[1], semanticRank: 1, matches: [] });
    expect(hits[0]?.cosine).toBeCloseTo(0.9 / Math.hypot(0.9, 0.1), 5);
    expect(hits[0]?.passage).toEqual({ start: 0, end: NOTES[1]?.text.length });
    expect(idsOf({ hits })).toEqual(['dentist', 'bike', 'milk']);
  });

  test('has another revision once hits can have their relevance, so that answers are made again', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    index.add(Array.from({ length: 24 }, (_, i) => ({ id: `${i}`, text: `toothache ${i}` })));
    await index.build();
    const { revision = 0 } = index;
    const heard: (number | undefined)[] = [];
    const end = index.subscribe(() => heard.push(index.revision));
    await index.calibrate();
    end();
    expect(heard).toContain(revision + 1);
  });

  test('finds other forms of a word in its language, and only words as they are without one', async () => {
    const items = [{ id: 'boots', text: 'The boots that we tested' }];
    const english = indexOf(embedderOf(scriptedWorkers()), { language: 'en-GB' });
    const none = indexOf(embedderOf(scriptedWorkers()), { language: '' });
    for (const index of [english, none]) index.add(items);
    const { hits } = await english.search('testing the boot', { mode: 'lexical' });
    const words = hits[0]?.matches.map(([start, end]) => items[0]?.text.slice(start, end));
    expect(words).toEqual(['boots', 'tested']);
    expect(idsOf(await none.search('testing', { mode: 'lexical' }))).toEqual([]);
  });

  test('tells where words stand in each further text of an item, and never marks stop words', async () => {
    const items = [{ id: 'boots', text: 'The boots that we tested', title: 'The best boots' }];
    const index = indexOf<Note & { title: string }>(embedderOf(scriptedWorkers()), {
      language: 'en',
      fields: { title: { getText: ({ title }) => title } },
    });
    index.add(items);
    const { hits } = await index.search('the best boot', { mode: 'lexical' });
    const [hit] = hits;
    expect(hit).toMatchObject({ text: items[0]?.text, textLength: 24, matches: [[4, 9]] });
    expect(hit?.fields).toEqual({
      title: {
        text: 'The best boots',
        textLength: 14,
        matches: [
          [4, 8],
          [9, 14],
        ],
      },
    });
  });

  test('tells how much is read also within one long item, and never takes that back', async () => {
    const model = tokenModel();
    const embedder = embedderOf(scriptedWorkers(), {
      model: model.spec,
      worker: model.worker,
      maxWorkers: 1,
    });
    const index = indexOf(embedder);
    const sentences = Array.from(
      { length: 200 },
      (_, i) => `Boat ${i} waits at the old bridge until somebody rows it. `,
    );
    index.add([{ id: 'long', text: sentences.join('') }]);
    const shares: number[] = [];
    index.subscribe(() => shares.push(index.getState().progress ?? 1));
    await index.build();
    expect(shares.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(3);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });

  test('counts all that it found, whatever the limit', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    index.add([...NOTES, { id: 'more', text: 'More milk' }, { id: 'most', text: 'Milk, milk and milk' }]);
    const { total, hits } = await index.search('milk', { mode: 'lexical', limit: 2 });
    expect([total, hits.length]).toEqual([3, 2]);
    expect(await index.search('nothing', { mode: 'lexical' })).toMatchObject({ total: 0, hits: [] });
    expect((await index.search('milk', { mode: 'lexical', filter: ({ id }) => id !== 'most' })).total).toBe(
      2,
    );
  });

  test('has the language of the page, if the app says nothing', async () => {
    vi.stubGlobal('document', { documentElement: { lang: 'en' } });
    const index = indexOf(embedderOf(scriptedWorkers()));
    vi.unstubAllGlobals();
    index.add(NOTES);
    expect(idsOf(await index.search('needing a brake', { mode: 'lexical' }))).toEqual(['bike']);
  });

  test('tells of a change of its items, and only of a change', () => {
    const index = indexOf(embedderOf(scriptedWorkers()));
    const heard = vi.fn();
    index.subscribe(heard);
    index.add(NOTES);
    const { revision } = index;
    index.set(NOTES);
    index.remove(['nobody']);
    expect([index.revision, heard.mock.calls.length]).toEqual([revision, 1]);
    index.set([...NOTES.slice(1), { id: 'milk', text: 'Buy milk' }]);
    expect(index.revision).toBeGreaterThan(Number(revision));
    expect(heard).toHaveBeenCalledTimes(2);
  });

  test('takes other objects with the same texts without a word, but to those who watch its items', async () => {
    const index = indexOf(embedderOf(scriptedWorkers()));
    index.add(NOTES);
    const [heard, itemsHeard] = [vi.fn(), vi.fn()];
    const { revision } = index;
    const before = index.items.getAll();
    index.subscribe(heard);
    index.items.subscribe(itemsHeard);
    const others = NOTES.map((note) => ({ ...note, at: new Date(), run: () => {} }));
    index.set(others);
    expect([index.revision, heard.mock.calls.length, itemsHeard.mock.calls.length]).toEqual([revision, 0, 1]);
    expect(before).toEqual(NOTES);
    expect(index.items.getAll()).toEqual(others);
    expect(index.items.getAll()).toBe(index.items.getAll());
    expect(index.items.get('milk')).toBe(others[0]);
    expect((await index.search('bread', { mode: 'lexical' })).hits[0]?.item).toBe(others[0]);
    index.set(others);
    expect(itemsHeard).toHaveBeenCalledTimes(1);
    index.remove(['milk']);
    expect([itemsHeard.mock.calls.length, index.items.get('milk')]).toEqual([2, undefined]);
  });

  test('finds by words without any model', async () => {
    const workers = scriptedWorkers();
    const index = indexOf(embedderOf(workers));
    index.add(NOTES);
    const { hits, mode } = await index.search('the bread', { mode: 'lexical' });
    expect(mode).toBe('lexical');
    expect(hits[0]).toMatchObject({ id: 'milk', lexicalRank: 1, matches: [[17, 22]] });
    expect(hits[0]).not.toHaveProperty('cosine');
    expect(workers.counts.started).toBe(0);
  });

  test('gives hits by words at once, and both together when the query has its vector', async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS, () => gate)));
    index.add(NOTES);
    const early = vi.fn();
    const searching = index.search('brak', { prefix: true, onLexical: early });
    await until(() => early.mock.calls.length > 0);
    expect(early.mock.calls[0]?.[0]).toMatchObject({
      mode: 'lexical',
      hits: [{ id: 'bike', matches: [[19, 25]] }],
    });
    open();
    expect(await searching).toMatchObject({ mode: 'hybrid', hits: [{ id: 'bike' }] });
  });

  test('is one request of the worker, which scores words once, with a filter that runs once', async () => {
    const api = createSearchApi();
    const search = vi.spyOn(api, 'search');
    const score = vi.spyOn(Bm25.prototype, 'addScores');
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)), { worker: () => workerOf(api) });
    index.add(NOTES);
    await index.build();
    const filter = vi.fn(() => true);
    const early = vi.fn();
    const found = await index.search('toothache', { filter, onLexical: early });
    expect(found).toMatchObject({ mode: 'hybrid', hits: [{ id: 'dentist' }, {}, {}] });
    expect([search.mock.calls.length, score.mock.calls.length]).toEqual([1, 1]);
    expect([early.mock.calls.length, filter.mock.calls.length]).toEqual([1, NOTES.length]);
  });

  test('embeds the query while words are still being read', async () => {
    let isReading = true;
    const { readWords } = IndexedDocuments.prototype;
    vi.spyOn(IndexedDocuments.prototype, 'readWords').mockImplementation(function read(
      this: IndexedDocuments,
      count?: number,
    ) {
      return isReading || readWords.call(this, count);
    });
    const workers = lookUpWorkers(MEANINGS);
    const index = indexOf(embedderOf(workers));
    index.add(NOTES);
    const early = vi.fn();
    const searching = index.search('toothache', { onLexical: early });
    await until(() => workers.batches.flat().includes('toothache'));
    expect(early).not.toHaveBeenCalled();
    isReading = false;
    expect(await searching).toMatchObject({ mode: 'hybrid' });
    expect(early).toHaveBeenCalledOnce();
  });

  test('finds items as they are when its vector comes', async () => {
    const gate = defer<void>();
    const workers = lookUpWorkers(MEANINGS, (inputs) =>
      inputs.includes('breakfast') ? gate.promise : undefined,
    );
    const index = indexOf(embedderOf(workers));
    index.add(NOTES);
    await index.build();
    const early = vi.fn();
    const searching = index.search('breakfast', { onLexical: early });
    await until(() => early.mock.calls.length > 0);
    index.set([{ id: 'new', text: 'toothache' }, ...NOTES.slice(1), { id: 'food', text: 'breakfast' }]);
    gate.resolve();
    const { hits } = await searching;
    expect(hits[0]).toMatchObject({ id: 'food', matches: [[0, 9]] });
    expect(idsOf({ hits })).not.toContain('milk');
  });

  test('that is given up tells the worker so', async () => {
    const api = createSearchApi();
    const cancel = vi.spyOn(api, 'cancel');
    const never = lookUpWorkers(MEANINGS, (inputs) =>
      inputs.includes('toothache') ? new Promise(() => {}) : undefined,
    );
    const index = indexOf(embedderOf(never), { worker: () => workerOf(api) });
    index.add(NOTES);
    const ended = new AbortController();
    const early = vi.fn();
    const searching = index.search('toothache', { onLexical: early, signal: ended.signal });
    await until(() => early.mock.calls.length > 0);
    ended.abort(new Error('another key'));
    await expect(searching).rejects.toThrow('another key');
    await until(() => cancel.mock.calls.length > 0);
    expect(idsOf(await index.search('brakes', { mode: 'lexical' }))).toEqual(['bike']);
  });

  test('a blank query finds nothing', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    index.add(NOTES);
    for (const query of ['', ' \n']) expect((await index.search(query)).hits).toEqual([]);
  });

  test('leaves out what a filter does not let through, and no more than asked for', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    index.add(NOTES);
    await index.build();
    const filter = ({ id }: Note) => id !== 'dentist';
    expect(idsOf(await index.search('toothache', { mode: 'semantic', filter }))).toEqual(['bike', 'milk']);
    expect(idsOf(await index.search('toothache', { filter, limit: 1 }))).toEqual(['bike']);
    expect(idsOf(await index.search('toothache', { mode: 'semantic', minScore: 0.5 }))).toEqual(['dentist']);
  });

  test.each(['hybrid', 'semantic', 'lexical'] as const)(
    'gives scores from 0 to 1 in %s mode, the same with a filter, so that one least score serves all',
    async (mode) => {
      const index = indexOf(embedderOf(lookUpWorkers({ ...MEANINGS, 'dentist thursday': [0, 1, 0.1] })));
      index.add(NOTES);
      await index.build();
      const find = async (options: SearchOptions<Note> = {}) =>
        (await index.search('dentist thursday', { mode, ...options })).hits.map(({ id, score }) => ({
          id,
          score,
        }));
      const [best, ...others] = await find();
      expect(best).toMatchObject({ id: 'dentist', score: expect.closeTo(0.8, 0) });
      expect(others.filter(({ score }) => score >= 0.5 || score < 0)).toEqual([]);
      expect(await find({ minScore: 0.5 })).toEqual([best]);
      expect(await find({ minScore: 0.5, filter: ({ id }) => id !== 'milk' })).toEqual([best]);
      expect(await find({ filter: ({ id }) => id !== 'dentist' })).toEqual(others);
    },
  );

  test('finds only items that have the wanted values in their fields', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    index.add(NOTES);
    await index.build();
    const found = async (filter: FieldFilter) =>
      idsOf(await index.search('toothache', { mode: 'semantic', filter }));
    expect(await found({ id: 'bike' })).toEqual(['bike']);
    expect(await found({ id: ['bike', 'milk'] })).toEqual(['bike', 'milk']);
    expect(await found({ id: 'bike', text: 'Buy oat milk and bread' })).toEqual([]);
    expect(await found({ unknown: 1 })).toEqual([]);
  });
});

describe('items that change', () => {
  test('are embedded again only if their text did', async () => {
    const workers = lookUpWorkers(MEANINGS);
    const index = indexOf(embedderOf(workers, { cache: { get: () => undefined, set: () => {}, size: 0 } }));
    index.add(NOTES);
    await index.build();
    workers.batches.length = 0;
    index.set([
      { id: 'milk', text: 'Buy oat milk and bread' },
      { id: 'bike', text: 'toothache' },
    ]);
    await index.build();
    expect(workers.batches.flat()).toEqual(['toothache']);
    expect(idsOf(await index.search('toothache', { mode: 'semantic' }))).toEqual(['bike', 'milk']);
    expect(idsOf(await index.search('brakes', { mode: 'lexical' }))).toEqual([]);
  });

  test('show in hits as they are now, also if only something else of them changed', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    index.add(NOTES);
    await index.build();
    const changed = { ...(NOTES[1] as Note), done: true };
    index.add([changed]);
    const { hits } = await index.search('toothache', { limit: 1 });
    expect(hits[0]?.item).toBe(changed);
  });

  test('while they are embedded are embedded again', async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const workers = lookUpWorkers(MEANINGS, () => gate);
    const index = indexOf(embedderOf(workers));
    index.add(NOTES);
    const building = index.build();
    await until(() => workers.batches.length > 0);
    index.add([{ id: 'milk', text: 'toothache' }]);
    index.remove(['bike']);
    open();
    await building;
    const { hits } = await index.search('toothache', { mode: 'semantic' });
    expect(hits.map(({ id, cosine }) => [id, cosine])).toEqual([
      ['milk', expect.closeTo(1, 5)],
      ['dentist', expect.closeTo(0.9 / Math.hypot(0.9, 0.1), 5)],
    ]);
  });

  test('while other texts are on their way to the worker never get the vector of the text before', async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const workers = lookUpWorkers(MEANINGS, () => gate);
    const api = createSearchApi();
    const texts = new Map<number, string>();
    const wrong: string[] = [];
    let messages = 0;
    const { put, putVectors } = api;
    vi.spyOn(api, 'put').mockImplementation((input, onProgress) => {
      for (const { docId, text } of input.documents) texts.set(docId, text);
      messages += 1;
      if (messages === 15) index.add([{ id: 'milk', text: 'toothache' }]);
      return put(input, onProgress);
    });
    vi.spyOn(api, 'putVectors').mockImplementation((input, onProgress) => {
      for (const [i, { docId }] of input.documents.entries()) {
        if (docId < 0) continue; // its vectors are not wanted any more
        const expected = MEANINGS[texts.get(docId) ?? ''] ?? [];
        const made = input.data.subarray(i * input.dimensions, i * input.dimensions + 3);
        const length = Math.hypot(...made);
        const isSame = made.every(
          (value, axis) => Math.abs(value / length - (expected[axis] ?? 0) / Math.hypot(...expected)) < 1e-4,
        );
        if (!isSame) wrong.push(texts.get(docId) ?? '');
      }
      return putVectors(input, onProgress);
    });
    const index = indexOf(embedderOf(workers), { worker: () => workerOf(api) });
    index.add(NOTES);
    const building = index.build();
    await until(() => workers.batches.length > 0);
    index.add(Array.from({ length: 20_000 }, (_, i) => ({ id: `${i}`, text: 'breakfast' })));
    open();
    await building;
    expect(wrong).toEqual([]);
    expect(messages).toBeGreaterThan(15);
    expect(idsOf(await index.search('toothache', { mode: 'semantic', limit: 1 }))).toEqual(['milk']);
  });

  test('take the rows of those that were removed, each its own', async () => {
    const index = indexOf(embedderOf(lookUpWorkers({ ...MEANINGS, a: [1, 1], b: [0, 1, 1] })));
    index.add(NOTES);
    await index.build();
    index.remove(['dentist']);
    index.add([
      { id: 'dentist', text: 'a' },
      { id: 'b', text: 'b' },
    ]);
    await index.build();
    index.add([
      { id: 'bike', text: 'Call the dentist about Thursday' },
      { id: 'new', text: 'The bike needs new brakes' },
    ]);
    await index.build();
    for (const [query, id] of [
      ['a', 'dentist'],
      ['b', 'b'],
      ['Buy oat milk and bread', 'milk'],
      ['The bike needs new brakes', 'new'],
      ['Call the dentist about Thursday', 'bike'],
    ] as const)
      expect(idsOf(await index.search(query, { mode: 'semantic', limit: 1 }))).toEqual([id]);
  });

  test('that are removed are not found', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    index.add(NOTES);
    await index.build();
    index.remove(['dentist', 'unknown']);
    expect(index.getState()).toEqual({ status: 'ready', items: 2, embedded: 2 });
    expect(idsOf(await index.search('toothache', { mode: 'semantic' }))).toEqual(['bike', 'milk']);
    index.add(NOTES);
    await index.build();
    expect(idsOf(await index.search('toothache', { mode: 'semantic', limit: 1 }))).toEqual(['dentist']);
  });
});

describe('items that cannot be read', () => {
  const broken = [...NOTES.slice(0, 2), { id: 'bad', text: undefined as unknown as string }];
  function* endsEarly() {
    yield* NOTES.slice(0, 2);
    throw new Error('The list ended.');
  }

  test.each<[string, (index: SearchIndex<Note>) => void]>([
    ['set', (index) => index.set(broken)],
    ['add', (index) => index.add(broken)],
    ['set of a list that ends early', (index) => index.set(endsEarly())],
    ['add of a list that ends early', (index) => index.add(endsEarly())],
  ])('change nothing: %s', async (_, change) => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    index.add(NOTES.slice(2));
    await index.search('brakes', { mode: 'lexical' }); // the worker is open
    const { revision } = index;
    expect(() => change(index)).toThrow();
    expect([index.revision, index.items.getAll()]).toEqual([revision, NOTES.slice(2)]);
    index.set(NOTES.slice(0, 2));
    await index.build();
    expect(index.getState()).toEqual({ status: 'ready', items: 2, embedded: 2 });
    expect(idsOf(await index.search('toothache', { mode: 'semantic' }))).toEqual(['dentist', 'milk']);
    expect(idsOf(await index.search('bread', { mode: 'lexical' }))).toEqual(['milk']);
  });

  const anyIndex = (options: Partial<SearchIndexOptions<Note>> = {}) => {
    const embedder = embedderOf(scriptedWorkers());
    const index = createSearchIndex<Note>({ embedder, getText: ({ text }) => text, ...options });
    ended.push(index);
    return index;
  };

  test('are named by their index, and all of them by their indexes', () => {
    const items = ['milk', null, undefined].map((text) => ({ text })) as Note[];
    expect(() => anyIndex().set(items)).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        message: 'getText returned null for item 1. It must return a string. 2 items cannot be read.',
        details: { index: 1, indexes: [1, 2] },
      }),
    );
  });

  test('are named by their ids, where they have any', () => {
    expect(() => anyIndex({ getId: ({ id }) => id }).set(broken)).toThrow(
      expect.objectContaining({
        message: 'getText returned undefined for item 2 (id "bad"). It must return a string.',
        details: { index: 2, indexes: [2], id: 'bad' },
      }),
    );
  });

  test('tell what a function threw', () => {
    const failure = new TypeError('no text');
    const throws = () => {
      throw failure;
    };
    const fields = { title: { getText: throws } };
    expect(() => anyIndex({ fields }).add(NOTES)).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        message: expect.stringContaining('getText of the field title threw "no text" for item 0.'),
        cause: failure,
      }),
    );
  });

  test('have ids that are neither strings nor numbers', () => {
    const getId = () => Number.NaN;
    expect(() => anyIndex({ getId }).add(NOTES)).toThrow(
      'getId returned NaN for item 0. It must return a string or a number.',
    );
  });
});

test('numbers as ids become strings', async () => {
  const embedder = embedderOf(lookUpWorkers(MEANINGS));
  const worker = () => workerOf(createSearchApi());
  const index = createSearchIndex<Note>({
    embedder,
    getText: ({ text }) => text,
    getId: (note) => NOTES.indexOf(note),
    worker,
  });
  ended.push(index);
  expect(index.add(NOTES)).toEqual(['0', '1', '2']);
  const { hits } = await index.search('bread', { mode: 'lexical' });
  expect(idsOf({ hits })).toEqual([String(NOTES.findIndex(({ id }) => id === 'milk'))]);
});

describe('equal items', () => {
  const textsOf = (texts: readonly string[]) => {
    const index = createSearchIndex<string>({
      embedder: embedderOf(lookUpWorkers(MEANINGS)),
      getText: (text) => text,
      worker: () => workerOf(createSearchApi()),
    });
    ended.push(index);
    index.set(texts);
    return index;
  };

  test('without an id are told apart by their place', async () => {
    const index = textsOf(['toothache', 'breakfast', 'toothache']);
    await index.build();
    const { hits } = await index.search('toothache', { mode: 'lexical' });
    expect(hits.map(({ item }) => item)).toEqual(['toothache', 'toothache']);
    expect(new Set(idsOf({ hits })).size).toBe(2);
    expect(hits[0]?.id).toBe('toothache');
    index.set(['toothache', 'breakfast']);
    expect(idsOf(await index.search('toothache', { mode: 'lexical' }))).toEqual(['toothache']);
    expect(console.warn).not.toHaveBeenCalled();
  });

  test('with one id are the last of them, and developers are told once', () => {
    const index = indexOf(embedderOf(scriptedWorkers()));
    const twin = { id: 'milk', text: 'Buy milk' };
    index.set([...NOTES, twin]);
    index.set([...NOTES, twin]);
    expect(index.items.get('milk')).toBe(twin);
    expect(console.warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining('two items have the id "milk"'),
    );
  });
});

test('a long text is found by the passage that means the query', async () => {
  const text = 'Buy oat milk and bread. Call the dentist about Thursday.';
  const passages = [
    { start: 0, end: 23, tokens: 256 },
    { start: 24, end: 56, tokens: 256 },
  ];
  const places = { ...MEANINGS, [text.slice(0, 23)]: [1], [text.slice(24, 56)]: [0, 1] };
  const { worker } = scriptedWorkers({
    embed: async ({ inputs }) => {
      const parts = inputs.flatMap((input) =>
        input === text ? passages.map(({ start, end }) => text.slice(start, end)) : input,
      );
      const data = new Float32Array(parts.length * 384);
      for (const [row, part] of parts.entries()) data.set(places[part] ?? [], row * 384);
      return { data, truncated: 0, passages: new Map([[inputs.indexOf(text), passages]]) };
    },
  });
  const index = indexOf(createEmbedder({ ...at, backends: ['cpu'], worker }));
  index.add([{ id: 'list', text }, ...NOTES.slice(2)]);
  await index.build();
  const [hit] = (await index.search('toothache', { mode: 'semantic' })).hits;
  expect(hit).toMatchObject({ id: 'list', passage: { start: 24, end: 56 } });
});

describe('fields', () => {
  const TITLED = [
    { id: 'a', text: 'about brakes', title: 'Bicycles' },
    { id: 'b', text: 'about bicycles, and much else', title: 'Vehicles' },
    { id: 'c', text: 'about nothing at all', title: 'Silence' },
  ];
  const getTitle = (note: Note) => ('title' in note ? String(note.title) : '');
  const titled = (weight?: number) => ({ title: { getText: getTitle, ...(weight && { weight }) } });

  test('are searched by words, each as often as its field weighs', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)), { fields: titled(3) });
    index.add(TITLED);
    const { hits } = await index.search('bicycles', { mode: 'lexical' });
    expect(hits.map(({ id, matches }) => [id, matches])).toEqual([
      ['a', []],
      ['b', [[6, 14]]],
    ]);
    const plain = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    plain.add(TITLED.map(({ id, text, title }) => ({ id, text: `${text} ${title} ${title} ${title}` })));
    const same = await plain.search('bicycles', { mode: 'lexical' });
    expect(hits.map(({ score }) => score)).toEqual(same.hits.map(({ score }) => score));
  });

  test('that change are searched as they are now, and nothing is embedded for them', async () => {
    const workers = lookUpWorkers({
      ...MEANINGS,
      ...Object.fromEntries(TITLED.map(({ text }) => [text, [1]])),
    });
    const index = indexOf(embedderOf(workers, { cache: { get: () => undefined, set: () => {}, size: 0 } }), {
      fields: titled(),
    });
    index.add(TITLED);
    await index.build();
    workers.batches.length = 0;
    index.add([{ id: 'c', text: 'about nothing at all', title: 'Noise' } as Note]);
    expect(index.getState()).toEqual({ status: 'ready', items: 3, embedded: 3 });
    expect(idsOf(await index.search('noise', { mode: 'lexical' }))).toEqual(['c']);
    expect(idsOf(await index.search('silence', { mode: 'lexical' }))).toEqual([]);
    await index.build();
    expect(workers.batches).toEqual([]);
    expect(idsOf(await index.search('toothache', { mode: 'semantic' }))).toHaveLength(3);
  });

  test.each([0, -1, 1.5, Number.NaN, 101])('cannot weigh %s', (weight) => {
    expect(() =>
      indexOf(embedderOf(lookUpWorkers(MEANINGS)), { fields: { title: { getText: getTitle, weight } } }),
    ).toThrowError(expect.objectContaining({ code: 'invalid-input' }));
  });
});

describe('on the hash backend, whose vectors have no meaning', () => {
  test('a hybrid search is by words, and says so', async () => {
    const index = indexOf(createEmbedder({ ...at, backends: ['hash'] }));
    index.add(NOTES);
    expect(await index.search('dentist')).toMatchObject({ mode: 'lexical', hits: [{ id: 'dentist' }] });
    await index.build();
    expect(index.getState()).toEqual({ status: 'lexical', items: 3, embedded: 0 });
  });

  test('a search by meaning is a typed error', async () => {
    const index = indexOf(createEmbedder({ ...at, backends: ['hash'] }));
    index.add(NOTES);
    await expect(index.search('dentist', { mode: 'semantic' })).rejects.toMatchObject({
      code: 'backend-unavailable',
    });
    await expect(index.searchByVector(new Float32Array(384))).rejects.toMatchObject({
      code: 'backend-unavailable',
    });
    await expect(index.similar('milk')).rejects.toMatchObject({ code: 'backend-unavailable' });
  });
});

describe('vectors without a meaning', () => {
  const fallingBack = () => embedderOf(lookUpWorkers(MEANINGS), { backends: ['cpu', 'hash'] });

  test('do not rank when the embedder falls back between its load and the query', async () => {
    const embedder = fallingBack();
    const index = indexOf(embedder);
    index.add(NOTES);
    await index.build();
    const hash = createEmbedder({ ...at, backends: ['hash'] });
    ended.push(hash);
    vi.spyOn(embedder, 'embed').mockImplementation((text, options) => hash.embed(text, options));
    const found = await index.search('dentist');
    expect(found).toMatchObject({ mode: 'lexical', error: { code: 'space-mismatch' } });
    await expect(index.search('dentist', { mode: 'semantic' })).rejects.toMatchObject({
      code: 'space-mismatch',
    });
  });

  test('leave alone what is stored of models, also when it is pruned', async () => {
    const embedder = createEmbedder({ ...at, backends: ['hash'] });
    ended.push(embedder);
    const api = createSearchApi();
    const methods = (['persistVectors', 'restoreVectors', 'prune', 'putVectors'] as const).map((name) =>
      vi.spyOn(api, name),
    );
    const worker = () => workerOf(api);
    const index = indexOf(embedder, { worker, persist: 'notes' });
    index.add(NOTES);
    await index.search('dentist');
    await index.build();
    await index.prune();
    for (const method of methods) expect(method).not.toHaveBeenCalled();
  });
});

describe('a model that cannot be loaded', () => {
  const failing = () =>
    scriptedWorkers({
      load: async () => {
        throw new EmbedError('model-not-found', 'There is no such file.');
      },
    });

  test('leaves a hybrid search by words, with the reason', async () => {
    const index = indexOf(embedderOf(failing()));
    index.add(NOTES);
    expect(await index.search('dentist')).toMatchObject({
      mode: 'lexical',
      hits: [{ id: 'dentist' }],
      error: { code: 'model-not-found' },
    });
  });

  test('fails what cannot be without it, and shows in the state', async () => {
    const index = indexOf(embedderOf(failing()));
    index.add(NOTES);
    await expect(index.build()).rejects.toMatchObject({ code: 'model-not-found' });
    expect(index.getState()).toMatchObject({
      status: 'error',
      error: { code: 'model-not-found' },
      embedded: 0,
    });
    await expect(index.search('dentist', { mode: 'semantic' })).rejects.toMatchObject({
      code: 'model-not-found',
    });
    index.add([{ id: 'new', text: 'toothache' }]);
    expect(index.getState()).toMatchObject({ status: 'error', error: { code: 'model-not-found' }, items: 4 });
  });
});

describe('vectors', () => {
  test('find what is closest to them, and what is like an item', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    index.add(NOTES);
    const vector = new Float32Array(384);
    vector.set([0, 0.2, 0.9]);
    expect(idsOf(await index.searchByVector(vector, { limit: 2 }))).toEqual(['bike', 'dentist']);
    expect(idsOf(await index.similar('dentist'))).toEqual(['milk', 'bike']);
    await expect(index.similar('unknown')).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test.each([
    ['of another length', () => new Float32Array(3), 'invalid-input'],
    ['with NaN', () => new Float32Array(384).fill(Number.NaN), 'invalid-input'],
    ['of another space', () => withSpace(new Float32Array(384), 'elsewhere'), 'space-mismatch'],
    ['of the hash backend, copied', async () => (await hashVector('toothache')).slice(), 'space-mismatch'],
  ])('%s are typed errors', async (_, make, code) => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    index.add(NOTES);
    await expect(index.searchByVector(await make())).rejects.toMatchObject({ code });
  });
});

test('int8 alone finds hits whose cosines are near those of the closest', async () => {
  const notes = Array.from({ length: 300 }, (_, i) => ({ id: String(i), text: `note ${i}` }));
  const places = Object.fromEntries(
    notes.map(({ text }, i) => [
      text,
      Array.from({ length: 20 }, (_, k) => Math.sin(i * 12.9898 + k * 78.233)),
    ]),
  );
  const workers = lookUpWorkers({ ...places, query: places['note 7'] ?? [] });
  const [exact, bytes] = (['float32', 'int8'] as const).map((precision) =>
    indexOf(embedderOf(workers), { precision }),
  );
  for (const index of [exact, bytes]) {
    index?.add(notes);
    await index?.build();
  }
  const [a, b] = await Promise.all(
    [exact, bytes].map((index) => index?.search('query', { mode: 'semantic' })),
  );
  for (const [i, { cosine = 0 }] of (a?.hits ?? []).entries())
    expect(b?.hits[i]?.cosine).toBeCloseTo(cosine, 2);
  expect(a?.hits[0]?.id).toBe('7');
  expect(await bytes?.measureRecall()).toBe(1);
});

describe('a worker that dies', () => {
  /** An index that is built, the states that it goes through, and what makes its newest worker die. */
  async function builtIndex(api = createSearchApi) {
    const started: Worker[] = [];
    const worker = () => {
      const made = workerOf(started.length === 0 ? api() : createSearchApi());
      started.push(made);
      return made;
    };
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)), { worker });
    index.add(NOTES);
    await index.build();
    const states: string[] = [];
    index.subscribe(() => states.push(index.getState().status));
    const die = () =>
      started.at(-1)?.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
    return { index, started, states, die };
  }

  test('is replaced at once by one that has everything', async () => {
    const { index, started, states, die } = await builtIndex();
    die();
    await until(() => states.at(-1) === 'ready');
    expect(states[0]).toBe('indexing');
    expect(index.getState()).toMatchObject({ embedded: NOTES.length });
    expect(idsOf(await index.search('toothache', { limit: 1 }))).toEqual(['dentist']);
    expect(started).toHaveLength(2);
  });

  test('is no loss for searches that wait, by words and by meaning', async () => {
    let asked = 0;
    const silent = () => ({
      ...createSearchApi(),
      search: () => {
        asked += 1;
        return new Promise<never>(() => {});
      },
    });
    const { index, started, die } = await builtIndex(silent);
    const searches = [
      index.search('brakes', { mode: 'lexical' }),
      index.search('toothache', { mode: 'semantic', limit: 1 }),
    ];
    await until(() => asked === 2);
    die();
    const [words, meaning] = await Promise.all(searches);
    expect(words?.hits[0]?.id).toBe('bike');
    expect(meaning?.hits[0]?.id).toBe('dentist');
    expect(started).toHaveLength(2);
  });

  test('again and again is an error, until somebody asks', async () => {
    const { index, started, states, die } = await builtIndex();
    for (let deaths = 1; deaths <= 4; deaths += 1) {
      states.length = 0;
      die();
      await until(() => states.at(-1) === (deaths < 4 ? 'ready' : 'error'));
    }
    expect(index.getState()).toMatchObject({ error: { code: 'worker-crashed' }, embedded: 0 });
    expect(started).toHaveLength(4);
    await index.build();
    expect(idsOf(await index.search('toothache', { limit: 1 }))).toEqual(['dentist']);
  });

  test('does not take the texts of the next one with it', async () => {
    const started: Worker[] = [];
    const worker = () => {
      const made = workerOf(createSearchApi());
      started.push(made);
      return made;
    };
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)), { worker });
    index.add(Array.from({ length: 3_000 }, (_, i) => ({ id: `${i}`, text: `number ${i}` })));
    const first = index.search('number 2999', { mode: 'lexical', limit: 1 }); // its texts are on their way, in several messages
    started[0]?.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
    const second = index.search('number 2999', { mode: 'lexical', limit: 1 });
    expect(idsOf(await first)).toEqual(['2999']);
    expect(idsOf(await second)).toEqual(['2999']);
  });
});

test('an index that was disposed while it began starts no worker', async () => {
  const worker = vi.fn(() => workerOf(createSearchApi()));
  const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)), { worker, persist: 'notes' });
  index.add(NOTES);
  const building = index.build();
  await index.dispose();
  await expect(building).rejects.toMatchObject({ code: 'disposed' });
  expect(worker.mock.results.length).toBeLessThanOrEqual(1);
});

describe('giving up', () => {
  test('a search rejects with the reason of its signal', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS, () => new Promise(() => {}))));
    index.add(NOTES);
    const controller = new AbortController();
    const searching = index.search('toothache', { signal: controller.signal });
    controller.abort(new Error('typed on'));
    await expect(searching).rejects.toThrow('typed on');
  });

  test('an index that is disposed rejects what is asked of it', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS, () => new Promise(() => {}))));
    index.add(NOTES);
    const [searching, building] = [index.search('toothache', { mode: 'semantic' }), index.build()];
    building.catch(() => {});
    await index.dispose();
    await expect(searching).rejects.toMatchObject({ code: 'disposed' });
    await expect(building).rejects.toMatchObject({ code: 'disposed' });
    await expect(index.search('milk')).rejects.toMatchObject({ code: 'disposed' });
    expect(() => index.add(NOTES)).toThrow(expect.objectContaining({ code: 'disposed' }));
    expect(index.getState().status).toBe('disposed');
  });

  test('a search that is on its way when the index is disposed starts no worker', async () => {
    const worker = vi.fn(() => workerOf(createSearchApi()));
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)), { worker });
    index.add(NOTES);
    const searching = index.search('milk', { mode: 'lexical' });
    await index.dispose();
    await expect(searching).rejects.toMatchObject({ code: 'disposed' });
    expect(worker).not.toHaveBeenCalled();
  });
});

test.each([
  ['no hits', { limit: 0 }],
  ['half a hit', { limit: 1.5 }],
])('a search for %s is a typed error', async (_, options) => {
  const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
  index.add(NOTES);
  await expect(index.search('milk', { mode: 'lexical', ...options })).rejects.toMatchObject({
    code: 'invalid-input',
  });
});

test('an item whose text is none is a typed error', () => {
  const index = indexOf(embedderOf(scriptedWorkers()), { getText: () => undefined as unknown as string }); // from JavaScript
  expect(() => index.add(NOTES)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
});

describe('a field that takes part in meaning', () => {
  const title = { getText: ({ id }: Note) => id, semantic: true };
  const fields = { title };
  const meanings = {
    ...Object.fromEntries(NOTES.map(({ id, text }) => [`${id}\n${text}`, MEANINGS[text] ?? []])),
    toothache: MEANINGS.toothache as readonly number[],
  };

  test('is embedded before the text, and passages lie in the text alone', async () => {
    const workers = lookUpWorkers(meanings);
    const index = indexOf(embedderOf(workers), { fields });
    index.add(NOTES);
    await index.build();
    const { hits } = await index.search('toothache', { mode: 'semantic', limit: 1 });
    expect(hits[0]).toMatchObject({ id: 'dentist', passage: { start: 0, end: 31 } });
    expect(workers.batches.flat()).toContain('dentist\nCall the dentist about Thursday');
  });

  test('is embedded again when it changes, alone', async () => {
    const workers = lookUpWorkers({ ...meanings, 'brakes\nThe bike needs new brakes': [0, 0, 1] });
    const ids: Record<string, string> = {};
    const index = indexOf(embedderOf(workers), {
      fields: { title: { ...title, getText: ({ id }) => ids[id] ?? id } },
    });
    index.set(NOTES);
    await index.build();
    const before = workers.batches.flat().length;
    ids.bike = 'brakes';
    index.set([...NOTES]);
    await index.build();
    expect(workers.batches.flat().slice(before)).toEqual(['brakes\nThe bike needs new brakes']);
  });
});
