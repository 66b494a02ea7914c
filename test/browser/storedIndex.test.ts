import { clear, createStore, delMany, keys } from 'idb-keyval';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createEmbedder,
  createSearchIndex,
  createVectorCache,
  type Embedder,
  type EmbedderOptions,
  type SearchIndex,
} from '../../src/engine/index.js';
import { defer } from '../../src/engine/utils/promises.js';
import { type ScriptedWorkers, scriptedWorkers } from '../support/scriptedWorker.js';

// Vectors that are kept: the real worker of an index, the real IndexedDB, the real locks. What texts mean is scripted.
const TEXTS = Array.from({ length: 600 }, (_, i) => `note ${i}`);
const ended: AsyncDisposable[] = [];
let name = '';

/** Each note has a direction of its own, and so has each length of another text. */
function meaningOf(text: string): number[] {
  const number = text.startsWith('note ') ? Number(text.split(' ').at(-1)) : -text.length;
  return [Math.cos(number), Math.sin(number), Math.cos(number * 1.7), Math.sin(number * 1.7), 0.1];
}

interface Visit {
  readonly index: SearchIndex<string>;
  readonly workers: ScriptedWorkers;
}

/** @param before Awaited before each batch. */
function visit(
  options: EmbedderOptions = {},
  texts: readonly string[] = TEXTS,
  before: (inputs: readonly string[]) => Promise<void> | undefined = () => undefined,
): Visit {
  const workers = scriptedWorkers({
    embed: async ({ inputs }) => {
      await new Promise((resolve) => setTimeout(resolve)); // the worker would not answer in the same task either
      await before(inputs);
      const data = new Float32Array(inputs.length * 384);
      for (const [row, input] of inputs.entries()) data.set(meaningOf(input), row * 384);
      return { data, truncated: 0 };
    },
  });
  const embedder: Embedder = createEmbedder({
    model: 'all-MiniLM-L6-v2',
    modelsUrl: '/models',
    backends: ['cpu'],
    worker: workers.worker,
    cache: createVectorCache({ maxVectors: 0 }),
    ...options,
  });
  const index = createSearchIndex<string>({ embedder, getText: (text) => text, persist: name });
  index.add(texts);
  ended.push(index, embedder);
  return { index, workers };
}

/** The notes that a visit has embedded, without the queries by which an index learns what is unrelated to it. */
const embedded = ({ workers }: Visit) => workers.batches.flat().filter((input) => input.startsWith('note '));
const database = () => createStore(`react-embeddings-index-v2/${name}`, 'pages');

const vectorPages = async () => (await keys<string>(database())).filter((key) => key.startsWith('vectors/'));

async function expectRightHits({ index }: Visit): Promise<void> {
  for (const text of ['note 0', 'note 299', 'note 599']) {
    const { hits } = await index.search(text, { mode: 'semantic', limit: 1 });
    expect(hits[0]).toMatchObject({ item: text, cosine: expect.closeTo(1, 5) });
  }
}

beforeEach(() => {
  name = `test-${Math.random()}`;
});

afterEach(async () => {
  await Promise.all(ended.splice(0).map((each) => each[Symbol.asyncDispose]()));
  await clear(database());
});

describe('vectors that are kept', () => {
  test('are there on the next visit, before any model is', async () => {
    const first = visit();
    await first.index.build();
    expect(embedded(first)).toHaveLength(600);
    const second = visit();
    await second.index.build();
    expect(second.index.getState()).toEqual({ status: 'ready', items: 600, embedded: 600 });
    expect(second.workers.counts.started).toBe(0);
    await expectRightHits(second);
  });

  test('are found by text: what is new is embedded, and nothing else', async () => {
    await visit().index.build();
    const changed = ['note 700', ...TEXTS.slice(100), 'note 701'];
    const second = visit({}, changed);
    await second.index.build();
    expect(embedded(second).toSorted()).toEqual(['note 700', 'note 701']);
  });

  test('are joined into large pages when all are there, and are the same afterwards', async () => {
    const gate = defer<void>();
    const { index } = visit({}, TEXTS, (inputs) => (inputs.includes('note 599') ? gate.promise : undefined));
    const building = index.build();
    await expect.poll(async () => (await vectorPages()).length).toBeGreaterThan(3);
    gate.resolve();
    await building;
    await expect.poll(async () => (await vectorPages()).length).toBe(1);
    const second = visit();
    await second.index.build();
    expect(embedded(second)).toEqual([]);
    await expectRightHits(second);
    const third = visit({}, ['note 700', ...TEXTS]);
    await third.index.build();
    expect(embedded(third)).toEqual(['note 700']);
  });

  test('are of one model: another finds none of them', async () => {
    await visit().index.build();
    const other = visit({ model: 'bge-small-en-v1.5' });
    await other.index.build();
    expect(embedded(other)).toHaveLength(600);
  });

  test('are not made twice by two tabs', async () => {
    const [one, two] = [visit(), visit()];
    await Promise.all([one.index.build(), two.index.build()]);
    expect(embedded(one).length + embedded(two).length).toBe(600);
    await expectRightHits(one);
    await expectRightHits(two);
  });

  test('of texts that are gone can be deleted', async () => {
    await visit().index.build();
    const before = (await keys(database())).length;
    const second = visit({}, TEXTS.slice(0, 100));
    await second.index.prune();
    const after = (await keys(database())).length;
    expect(after).toBeLessThan(before);
    await second.index.build();
    expect(embedded(second)).toEqual([]);
  });

  test('that storage has lost are made again', async () => {
    await visit().index.build();
    await expect.poll(async () => (await vectorPages()).length).toBe(1);
    const more = [...TEXTS, 'note 700', 'note 701']; // these in a page of their own
    await visit({}, more).index.build();
    await delMany((await vectorPages()).slice(0, 1), database());
    const second = visit({}, more);
    await second.index.build();
    expect([2, 600]).toContain(embedded(second).length);
    await expectRightHits(second);
  });
});

test('a tab that is closed at any moment of a build loses no finished batch, and finds nothing wrong', async () => {
  let known = 0;
  for (let i = 0; i < 20; i += 1) {
    const each = visit();
    const building = each.index.build().catch(() => {}); // it ends with the tab
    await new Promise((resolve) => setTimeout(resolve, (i * 7) % 40));
    const { embedded: done } = each.index.getState();
    if (each.index.getState().status === 'indexing' && done > 0) expect(done).toBeGreaterThanOrEqual(known);
    known = Math.max(known, done);
    await each.index.dispose();
    await building;
  }
  const last = visit();
  await last.index.build();
  expect(embedded(last).length).toBeLessThanOrEqual(600 - known);
  await expectRightHits(last);
});

test('where storage does not work the index does, and says that nothing is kept', async () => {
  await new Promise<void>((resolve) => {
    const request = indexedDB.open(`react-embeddings-index-v2/${name}`); // a database without the store of pages
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
  const broken = visit();
  await broken.index.build();
  expect(broken.index.getState()).toMatchObject({
    status: 'ready',
    embedded: 600,
    persistError: { code: 'storage-failed' },
  });
  await expectRightHits(broken);
  name = 'another';
});

test('queries about other things are embedded once, and then stored with the index', async () => {
  const others = ({ workers }: Visit) => workers.batches.flat().filter((input) => !input.startsWith('note '));
  const first = visit();
  await first.index.calibrate();
  expect(others(first).length).toBeGreaterThan(100);
  await first.index.prune();
  await first.index.dispose();
  const second = visit();
  await second.index.calibrate();
  expect(second.workers.batches).toEqual([]);
  const { hits } = await second.index.search('note 0', { limit: 1 });
  expect(hits[0]?.relevance).toBeGreaterThan(0);
});
