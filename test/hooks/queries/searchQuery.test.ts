import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { defer } from '../../../src/engine/utils/promises.js';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import { PARTIAL_DELAY_MS, requestKeyOf } from '../../../src/hooks/queries/searchQuery.js';
import {
  createEmbedder,
  createSearchIndex,
  type SearchableIndex,
  type SearchIndex,
  type SearchIndexState,
  type SearchOptions,
  type SearchResult,
  searchQuery,
} from '../../../src/index.js';
import { workerOf } from '../../support/scriptedWorker.js';

function noteIndex() {
  const embedder = createEmbedder({ backends: ['hash'] });
  const index = createSearchIndex<string>({
    embedder,
    getText: (text) => text,
    worker: () => workerOf(createSearchApi()),
  });
  index.add(['Buy oat milk', 'Call the dentist']);
  onTestFinished(async () => {
    await index.dispose();
    await embedder.dispose();
  });
  return index;
}

test('it works without hooks and without a provider', async () => {
  const client = new QueryClient();
  const { hits, mode } = await client.fetchQuery(searchQuery(noteIndex(), { query: 'milk' }));
  expect([hits.map(({ item }) => item), mode]).toEqual([['Buy oat milk'], 'lexical']);
});

test('what fails is an EmbedError', async () => {
  const client = new QueryClient();
  const filter = () => {
    throw new TypeError('No such field.');
  };
  await expect(client.fetchQuery(searchQuery(noteIndex(), { query: 'milk', filter }))).rejects.toMatchObject({
    code: 'inference-failed',
    message: 'The search failed: No such field.',
  });
});

describe('a key', () => {
  let index: SearchIndex<string>;
  beforeEach(() => {
    index = noteIndex();
  });
  const key = (options: Partial<Parameters<typeof searchQuery<string>>[1]> = {}) =>
    JSON.stringify(searchQuery(index, { query: 'milk', ...options }).queryKey);

  test('is the same for the same search', () => {
    expect(key({ query: ' milk' })).toBe(key());
    expect(key({ filter: { kind: ['a', 'b'] } })).toBe(key({ filter: { kind: ['a', 'b'] } }));
    const filter = () => true;
    expect(key({ filter })).toBe(key({ filter }));
  });

  test.each<[string, Parameters<typeof key>[0]]>([
    ['query', { query: 'dentist' }],
    ['mode', { mode: 'lexical' }],
    ['limit', { limit: 3 }],
    ['fields', { filter: { kind: 'a' } }],
    ['function', { filter: () => true }],
  ])('is another for another %s', (_, options) => {
    expect(key(options)).not.toBe(key());
  });

  test('is another for another index, and for other facts about it', () => {
    expect(searchQuery(noteIndex(), { query: 'milk' }).queryKey).not.toEqual(
      searchQuery(index, { query: 'milk' }).queryKey,
    );
    const facts = (revision: number, isComplete = true) =>
      JSON.stringify(searchQuery(index, { query: 'milk' }, { revision, isComplete }).queryKey);
    expect(new Set([key(), facts(1), facts(2), facts(2, false)]).size).toBe(4);
  });

  test('holds no text of a user', () => {
    expect(key({ filter: { kind: 'secret' } })).not.toMatch(/milk|secret/);
  });

  test('tells that an answer by meaning is of the same request as the one by words', () => {
    const asked = (mode: 'hybrid' | 'lexical') =>
      requestKeyOf(searchQuery(index, { query: 'milk', mode }).queryKey);
    expect(asked('hybrid')).toBe(asked('lexical'));
  });
});

describe('what is found by words', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const words: SearchResult<string> = { hits: [], mode: 'lexical', fusion: 'none' };

  const complete: SearchResult<string> = { hits: [], mode: 'hybrid', fusion: 'weighted-mean' };

  /** A search that has found something by words, and whose answer comes when the test says so. */
  async function searching(status: SearchIndexState['status']) {
    const answer = defer<SearchResult<string>>();
    const index = {
      getState: () => ({ status, items: 1, embedded: 1 }),
      search: async (_: string, options?: SearchOptions<string>) => {
        options?.onLexical?.(words);
        return answer.promise;
      },
    };
    const client = new QueryClient();
    const query = searchQuery(index as unknown as SearchableIndex<string>, { query: 'milk' }); // it needs no more of it
    const fetched = client.fetchQuery(query);
    await vi.advanceTimersByTimeAsync(0);
    return {
      shown: () => client.getQueryData(query.queryKey),
      answerNow: () => {
        answer.resolve(complete);
        return fetched;
      },
    };
  }

  test('waits a little when all vectors are there, since meaning should come at once', async () => {
    const { shown } = await searching('ready');
    await vi.advanceTimersByTimeAsync(PARTIAL_DELAY_MS - 1);
    expect(shown()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(shown()).toBe(words);
  });

  test('is never shown if meaning came before', async () => {
    const { shown, answerNow } = await searching('ready');
    await vi.advanceTimersByTimeAsync(PARTIAL_DELAY_MS - 1);
    await answerNow();
    await vi.advanceTimersByTimeAsync(PARTIAL_DELAY_MS);
    expect(shown()).toBe(complete);
  });

  test.each(['idle', 'indexing', 'error'] as const)(
    'is shown at once by an index that is %s',
    async (status) => {
      const { shown } = await searching(status);
      expect(shown()).toBe(words);
    },
  );
});
