import { describe, expect, test } from 'vitest';
import { EmbedError, type SearchHit, type SearchResult } from '../../src/engine/index.js';
import {
  NOTHING_SHOWN,
  newestRows,
  nextRows,
  type SearchEvent,
  type SearchMemory,
  searchReducer,
  searchStatus,
  serverAnswer,
} from '../../src/hooks/searchState.js';
import type { InitialResult } from '../../src/hooks/types.js';

const hit = (id: string, score = 1): SearchHit<string> => ({ id, item: id, score, matches: [] });
const resultOf = (ids: string[], mode: SearchResult<string>['mode'] = 'hybrid'): SearchResult<string> => ({
  hits: ids.map((id) => hit(id)),
  mode,
  fusion: 'weighted-mean',
});
const ofServer = (query: string, ...ids: string[]): InitialResult<string> => ({ query, ...resultOf(ids) });

const idsOf = (memory: SearchMemory<string>) => memory.shown?.result.hits.map(({ id }) => id);
const memoryAfter = (...events: SearchEvent<string>[]) =>
  events.reduce<SearchMemory<string>>(searchReducer, NOTHING_SHOWN);
const requested = (initial?: InitialResult<string>, options = 'limit 2', revision?: number) =>
  ({ type: 'request', initial, options, revision }) as const;
const answered = (given: Partial<Extract<SearchEvent<string>, { type: 'answer' }>>) =>
  ({
    type: 'answer',
    initial: undefined,
    result: undefined,
    isBetter: false,
    request: 'cat',
    forget: false,
    ...given,
  }) as const;

describe('the answer that is shown', () => {
  test('is the last one until the next is there', () => {
    const cats = answered({ result: resultOf(['cat']) });
    expect(idsOf(memoryAfter(cats, answered({ request: 'dog' })))).toEqual(['cat']);
    expect(memoryAfter(cats, answered({ request: 'dog' })).shown?.request).toBe('cat');
    const dogs = answered({ request: 'dog', result: resultOf(['dog']) });
    expect(memoryAfter(cats, answered({ request: 'dog' }), dogs).shown).toEqual({
      result: resultOf(['dog']),
      request: 'dog',
    });
  });

  test('goes when there is nothing to show, and does not come back', () => {
    const cats = answered({ result: resultOf(['cat']) });
    const emptied = answered({ request: '', forget: true });
    expect(idsOf(memoryAfter(cats, emptied))).toBeUndefined();
    expect(idsOf(memoryAfter(cats, emptied, answered({ request: 'dog' })))).toBeUndefined();
  });

  test('leaves the memory as it is while nothing changes, so that a render can end', () => {
    const cats = answered({ result: resultOf(['cat']) });
    const memory = memoryAfter(cats);
    expect(searchReducer(memory, cats)).toBe(memory);
    const request = requested(ofServer('cat', 'lynx'), 'limit 2', 1);
    const again = requested(ofServer('cat', 'lynx'), 'limit 2', 2); // made anew by the next render
    const withInitial = searchReducer(memory, request);
    expect(searchReducer(withInitial, again)).toBe(withInitial);
  });
});

describe('the answer of a server', () => {
  const initial = ofServer('cat', 'lynx');
  const asked = { query: 'cat', options: 'limit 2', revision: undefined };

  test('is of its query, its options, and the items that the page had first', () => {
    const memory = memoryAfter(requested(initial));
    expect(serverAnswer(memory, asked)).toBe(initial);
    expect(serverAnswer(memory, { ...asked, query: ' cat ' })).toBe(initial);
    expect(serverAnswer(memory, { ...asked, query: 'cats' })).toBeUndefined();
    expect(serverAnswer(memory, { ...asked, options: 'limit 3' })).toBeUndefined();
    const filled = searchReducer(memory, requested(initial, 'limit 2', 3));
    expect(serverAnswer(filled, { ...asked, revision: 3 })).toBe(initial);
    expect(serverAnswer(filled, { ...asked, revision: 4 })).toBeUndefined();
  });

  test('keeps the options of the render in which it came', () => {
    const memory = memoryAfter(requested(initial), requested(initial, 'limit 3'));
    expect(serverAnswer(memory, asked)).toBe(initial);
    expect(serverAnswer(memory, { ...asked, options: 'limit 3' })).toBeUndefined();
  });

  test('is another one when its query, its mode or its hits are others', () => {
    for (const other of [
      ofServer('dog', 'lynx'),
      ofServer('cat', 'lynx', 'cat'),
      ofServer('cat', 'dog'),
      { ...initial, mode: 'lexical' as const },
    ])
      expect(memoryAfter(requested(initial), requested(other)).initial?.result).toBe(other);
    expect(memoryAfter(requested(initial), requested()).initial).toBeUndefined();
  });

  test('is shown until the answer of the page is better, and never again after it', () => {
    const own = resultOf(['cat']);
    const shown = answered({ initial });
    const byWords = answered({ initial, result: resultOf(['cat'], 'lexical') });
    expect(idsOf(memoryAfter(shown, byWords))).toEqual(['lynx']);
    const better = answered({ initial, result: own, isBetter: true });
    expect(idsOf(memoryAfter(shown, byWords, better))).toEqual(['cat']);
    expect(idsOf(memoryAfter(shown, better, shown))).toEqual(['cat']); // it is being asked again
  });
});

describe('the status of a search', () => {
  const error = new EmbedError('model-load-failed', 'There is no model.');
  const settled = { result: resultOf(['cat']), isCurrent: true, isComplete: true, error: undefined };
  const input = {
    isBlank: false,
    isEnabled: true,
    isEmpty: false,
    isTyping: false,
    cannotSearch: false,
    answer: settled,
    error: undefined,
  };
  const nothing = { result: undefined, isCurrent: false, isComplete: false, error: undefined };

  test.each([
    ['idle', { isBlank: true }],
    ['idle', { isEnabled: false, answer: nothing }],
    ['ready', { isEmpty: true, answer: nothing }],
    ['pending', { answer: nothing }],
    ['partial', { answer: { ...settled, isComplete: false } }],
    ['ready', {}],
    ['stale', { answer: { ...settled, isCurrent: false } }],
    ['stale', { isTyping: true }],
    ['error', { error }],
    ['error', { error, cannotSearch: true, answer: nothing }],
    ['error', { error, answer: { ...nothing, error } }],
    ['stale', { error, isTyping: true, answer: { ...settled, error } }],
    ['pending', { error, answer: nothing }],
  ] as const)('is %s with %o', (status, given) => {
    expect(searchStatus({ ...input, ...given }).status).toBe(status);
  });
});

describe('the rows of a box', () => {
  const answer = (ids: string[], active?: string, request = 'cat') => ({
    hits: ids.map((id) => hit(id)),
    request,
    active,
  });
  const idsIn = (rows: { readonly shown: readonly SearchHit<string>[] }) => rows.shown.map(({ id }) => id);

  test('do not move under the user while the same answer grows', () => {
    const first = nextRows<string>(undefined, answer(['a', 'b', 'c']), undefined);
    const onRow = nextRows(first, answer(['a', 'b', 'c'], 'b'), undefined);
    expect(idsIn(nextRows(onRow, answer(['d', 'c', 'b'], 'b'), undefined))).toEqual(['a', 'b', 'd']);
  });

  test('have the order of the answer when the user is on no row, or another query is answered', () => {
    const onRow = nextRows<string>(undefined, answer(['a', 'b', 'c'], 'b'), undefined);
    expect(idsIn(nextRows(onRow, answer(['d', 'c', 'b']), undefined))).toEqual(['d', 'c', 'b']);
    expect(idsIn(nextRows(onRow, answer(['d', 'c', 'b'], 'b', 'dog'), undefined))).toEqual(['d', 'c', 'b']);
  });

  test('stay the same object while order and active row stay', () => {
    const rows = nextRows<string>(undefined, answer(['a', 'b']), undefined);
    expect(nextRows(rows, answer(['a', 'b']), undefined)).toBe(rows);
    expect(newestRows(rows.shown, rows.shown)).toBe(rows.shown);
  });

  test('come by groups, best group first, with the newest hit of each row', () => {
    const groupOf = (item: string) => (item < 'c' ? 'early' : 'late');
    const rows = nextRows<string>(undefined, answer(['d', 'a', 'c', 'b']), groupOf);
    expect(idsIn(rows)).toEqual(['d', 'c', 'a', 'b']);
    const newest = [hit('a', 0.5), hit('c', 0.4)];
    expect(newestRows(rows.shown, newest).map(({ score }) => score)).toEqual([1, 0.4, 0.5, 1]);
  });
});
