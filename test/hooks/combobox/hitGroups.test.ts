import { expect, test } from 'vitest';
import { groupsOf, orderByGroup } from '../../../src/hooks/combobox/hitGroups.js';

const hitsOf = (items: string) => Array.from(items, (item) => ({ item, id: item, score: 0, matches: [] }));
const kindOf = (item: string) => (item < 'a' ? 'upper' : 'lower');
const itemsOf = (hits: readonly { readonly item: string }[]) => hits.map(({ item }) => item).join('');

test('groups come in the order of their best hits, and hits keep theirs in each', () => {
  expect(itemsOf(orderByGroup(hitsOf('BaCbA'), kindOf))).toBe('BCAab');
  expect(itemsOf(orderByGroup([], kindOf))).toBe('');
});

test('hits that follow each other are a group, and none is moved', () => {
  const groups = groupsOf(hitsOf('BaCb'), kindOf, undefined);
  expect(groups.map(({ name, hits }) => `${name} ${itemsOf(hits)}`)).toEqual([
    'upper B',
    'lower a',
    'upper C',
    'lower b',
  ]);
});
