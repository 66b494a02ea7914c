import { createStore, entries, set } from 'idb-keyval';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createEmbedder,
  createSearchIndex,
  createVectorCache,
  type SearchIndex,
} from '../../src/engine/index.js';
import { defer } from '../../src/engine/utils/promises.js';
import { withLock } from '../../src/engine/utils/withLock.js';
import { type ScriptedWorkers, scriptedWorkers } from '../support/scriptedWorker.js';
import { until } from '../support/until.js';

// Stored vectors where something goes wrong with what stores them: the real IndexedDB, the real locks.

const TEXTS = ['Buy oat milk', 'Call the dentist', 'The bike needs brakes'];
const ended: AsyncDisposable[] = [];
let name = '';

beforeEach(() => {
  name = `storage-${crypto.randomUUID()}`;
});

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(ended.splice(0).map((each) => each[Symbol.asyncDispose]()));
});

interface Visit {
  readonly index: SearchIndex<string>;
  readonly workers: ScriptedWorkers;
}

function visit(texts: readonly string[] = TEXTS): Visit {
  const workers = scriptedWorkers();
  const embedder = createEmbedder({
    model: 'all-MiniLM-L6-v2',
    modelsUrl: '/models',
    backends: ['cpu'],
    worker: workers.worker,
    cache: createVectorCache({ maxVectors: 0 }),
  });
  const index = createSearchIndex<string>({ embedder, getText: (text) => text, persist: name });
  index.add(texts);
  ended.push(index, embedder);
  return { index, workers };
}

const database = () => createStore(`react-embeddings-index-v2/${name}`, 'pages');

describe('stored vectors', () => {
  test('that are spoilt are not used, but made again', async () => {
    const first = visit();
    await first.index.build();
    await first.index.dispose();
    const store = database();
    for (const [key, value] of await entries<string, unknown>(store))
      if (value instanceof Float32Array) await set(key, value.with(5, Number.NaN), store);
    const second = visit();
    await second.index.build();
    expect(second.workers.batches.flat()).toEqual(TEXTS);
    const { hits } = await second.index.search('Call the dentist', { mode: 'semantic' });
    expect(hits.map(({ score }) => score).every(Number.isFinite)).toBe(true);
  });

  test('can be deleted by another tab at any time, and are stored again afterwards', async () => {
    const first = visit();
    await first.index.build();
    const deleted = defer<void>();
    const request = indexedDB.deleteDatabase(`react-embeddings-index-v2/${name}`);
    request.onsuccess = () => deleted.resolve();
    await deleted.promise; // it would be blocked by a connection that stays open
    first.index.add(['Water the tomatoes']);
    await first.index.build();
    expect(first.index.getState()).toMatchObject({ status: 'ready', embedded: 4 });
    expect(first.index.getState().persistError).toBeUndefined();
    await first.index.dispose();
    const second = visit(['Water the tomatoes']);
    await second.index.build();
    expect(second.workers.batches).toEqual([]);
  });

  test('do not wait for a tab that stands still', async () => {
    const held = defer<void>();
    const stands = defer<void>();
    const holding = navigator.locks.request(`react-embeddings-index/${name}`, () => {
      held.resolve();
      return stands.promise;
    });
    await held.promise;
    const { index } = visit();
    await index.build();
    expect(index.getState()).toMatchObject({ status: 'ready', embedded: 3 });
    stands.resolve();
    await holding;
  });
});

describe('work that only one tab does at a time', () => {
  test('waits for a holder that lives, however long that takes', async () => {
    const done: string[] = [];
    const gate = defer<void>();
    const first = withLock(name, async () => {
      await gate.promise;
      done.push('first');
    });
    const signs = new BroadcastChannel(name);
    let heard = 0;
    signs.onmessage = () => {
      heard += 1;
    };
    const second = withLock(name, async () => void done.push('second'), { silentMs: 3_000 });
    await until(() => heard >= 5); // one each second: longer than a holder may be silent
    signs.close();
    expect(done).toEqual([]);
    gate.resolve();
    await Promise.all([first, second]);
    expect(done).toEqual(['first', 'second']);
  });

  test('rejects with what it throws, and is done once', async () => {
    const work = vi.fn(() => Promise.reject(new Error('its own')));
    await expect(withLock(name, work)).rejects.toThrow('its own');
    expect(work).toHaveBeenCalledOnce();
  });

  test('is given up while it waits', async () => {
    const gate = defer<void>();
    const first = withLock(name, () => gate.promise);
    const leaving = new AbortController();
    const second = withLock(name, async () => 'done', { signal: leaving.signal });
    leaving.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    gate.resolve();
    await first;
  });

  test('is done all the same where locks are forbidden', async () => {
    vi.spyOn(navigator.locks, 'request').mockRejectedValue(new DOMException('sandboxed', 'SecurityError'));
    await expect(withLock(name, async () => 'done')).resolves.toBe('done');
  });
});
