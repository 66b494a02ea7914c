import { describe, expect, test, vi } from 'vitest';
import { ItemStore } from '../../../src/engine/search/ItemStore.js';

interface Animal {
  readonly id: string;
  readonly name: string;
}

const getText = vi.fn(({ name }: Animal) => name);
const list = (): Animal[] => [
  { id: 'a', name: 'cat' },
  { id: 'b', name: 'dog' },
];
const storeOf = (items: readonly Animal[]) => {
  const store = new ItemStore<Animal>({ getText, getId: ({ id }) => id, fields: {} });
  store.set(items);
  getText.mockClear();
  return store;
};
const itemsOf = (store: ItemStore<Animal>) => Array.from(store.docIds(), (docId) => store.at(docId)?.item);

describe('a list that is set again', () => {
  test('with equal items swaps them, and reads each text once', () => {
    const store = storeOf(list());
    const copies = list();
    expect(store.set(copies)).toMatchObject({ put: [], removed: [], isChanged: false, isSwapped: true });
    expect(store.set(copies)).toMatchObject({ isChanged: false, isSwapped: false });
    expect(itemsOf(store).every((item, i) => item === copies[i])).toBe(true);
    expect(getText).toHaveBeenCalledTimes(4);
  });

  test.each<[string, (items: Animal[]) => Animal[], object]>([
    [
      'another text',
      ([a, b]) => [a as Animal, { ...(b as Animal), name: 'wolf' }],
      { put: [1], removed: [] },
    ],
    ['another id', ([a, b]) => [a as Animal, { ...(b as Animal), id: 'c' }], { put: [2], removed: [1] }],
    ['another order', (items) => items.toReversed(), { put: [], removed: [], given: [1, 0] }],
    ['fewer items', (items) => items.slice(1), { put: [], removed: [0] }],
    ['more items', (items) => [...items, { id: 'c', name: 'eel' }], { put: [2], removed: [] }],
  ])('with %s is read anew', (_, change, changes) => {
    const store = storeOf(list());
    const next = change(list());
    expect(store.set(next)).toMatchObject(changes);
    expect(new Set(itemsOf(store))).toEqual(new Set(next));
    expect(store.set(next)).toMatchObject({ put: [], removed: [], isChanged: false, isSwapped: false });
  });

  test('after one of its items was removed, or replaced, is read anew', () => {
    const store = storeOf(list());
    store.remove(['a']);
    expect(store.set(list())).toMatchObject({ put: [2], removed: [] });
    store.add([{ id: 'b', name: 'wolf' }]);
    expect(store.set(list())).toMatchObject({ put: [1], removed: [] });
    expect(itemsOf(store)).toEqual(expect.arrayContaining(list()));
  });

  test('with two items of one id holds the last of them', () => {
    const store = storeOf(list());
    const twins = [...list(), { id: 'b', name: 'wolf' }];
    for (let turn = 0; turn < 2; turn += 1) {
      store.set(twins);
      expect(itemsOf(store)).toEqual([twins[0], twins[2]]);
    }
  });
});
