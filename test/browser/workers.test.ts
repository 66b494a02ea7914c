import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  createEmbedder,
  createSearchIndex,
  principalComponents,
  type SearchIndex,
} from '../../src/engine/index.js';
import Busy from '../support/busy.worker.js?worker';
import SilentEnd from '../support/silentEnd.worker.js?worker';

// Workers of a real browser that cannot start or end without a word. Pages with policies of all kinds are in
// test/environments/run.mjs.

const NOTES = ['Buy oat milk and bread', 'Call the dentist about Thursday', 'The bike needs new brakes'];
const ended: AsyncDisposable[] = [];
const { Worker: NativeWorker } = globalThis;

afterEach(async () => {
  globalThis.Worker = NativeWorker;
  vi.restoreAllMocks();
  await Promise.all(ended.splice(0).map((each) => each[Symbol.asyncDispose]()));
});

function notes(worker?: () => Worker): SearchIndex<string> {
  const embedder = createEmbedder({ backends: ['hash'] });
  const index = createSearchIndex<string>({
    embedder,
    getText: (note) => note,
    ...(worker && { worker }),
  });
  ended.push(index, embedder);
  index.add(NOTES);
  return index;
}

const first = async (index: SearchIndex<string>, query: string) =>
  (await index.search(query, { mode: 'lexical' })).hits[0]?.item;

const missing = () => new Worker(new URL('/there-is-no-such-script.js', location.href), { type: 'module' });

test('a worker starts where the page lets nobody replace Worker', async () => {
  let started = 0;
  class Counted extends NativeWorker {
    constructor(...options: ConstructorParameters<typeof Worker>) {
      super(...options);
      started += 1;
    }
  }
  Object.defineProperty(globalThis, 'Worker', { value: Counted, writable: false, configurable: true });
  try {
    expect(await first(notes(), 'dentist')).toBe(NOTES[1]);
    expect(started).toBe(1);
  } finally {
    Object.defineProperty(globalThis, 'Worker', { value: NativeWorker, writable: true, configurable: true });
  }
});

describe('where no worker can start', () => {
  test.each<[string, () => (() => Worker) | undefined]>([
    ['there is no Worker', () => void Reflect.deleteProperty(globalThis, 'Worker')],
    ['its script is gone', () => missing],
    ['it throws', () => () => new Worker('data:text/plain,no script', { type: 'module' })],
  ])('words are found in the page: %s', async (_, prepare) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const index = notes(prepare());
    expect(await first(index, 'dentist')).toBe(NOTES[1]);
    index.remove([NOTES[1] as string]);
    expect(await first(index, 'dentist')).toBeUndefined();
    expect(index.getState().error).toBeUndefined();
    expect(warn.mock.calls.length).toBeLessThanOrEqual(1); // once for all of a page
  });

  test('the page does principal components itself', async () => {
    const vectors = [Float32Array.of(1, 0, 0), Float32Array.of(0, 1, 0), Float32Array.of(0, 0, 1)];
    await expect(principalComponents(vectors, { worker: missing })).resolves.toHaveLength(6);
  });

  test('reading many texts in the page leaves it alive', async () => {
    const index = notes(missing);
    index.add(
      Array.from({ length: 20_000 }, (_, i) => `Note ${i}: ${'some words of a longer text '.repeat(8)}`),
    );
    const long: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) long.push(duration);
    });
    observer.observe({ type: 'longtask' });
    const start = performance.now();
    expect(await first(index, '19999')).toContain('Note 19999');
    const total = performance.now() - start;
    observer.disconnect();
    expect(Math.max(0, ...long)).toBeLessThan(total / 3); // on any machine; test/environments/run.mjs measures
  });
});

describe('a worker that ends without a word', () => {
  test('is replaced, and a search that waited is answered', async () => {
    let started = 0;
    const index = notes(() => {
      started += 1;
      return started === 1
        ? new SilentEnd()
        : new NativeWorker(new URL('../../src/engine/workers/search/searchWorker.ts', import.meta.url), {
            type: 'module',
          });
    });
    expect(await first(index, 'dentist')).toBe(NOTES[1]);
    expect(started).toBe(2);
  });
});

test('a worker that computes for long without a pause is not taken for one that has ended', async () => {
  let started = 0;
  const index = notes(() => {
    started += 1;
    return new Busy();
  });
  expect(await first(index, 'dentist')).toBe(NOTES[1]);
  expect(started).toBe(1);
});
