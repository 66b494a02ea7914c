import { describe, expect, test } from 'vitest';
import { GONE } from '../../../../src/engine/ranking/DocumentSlots.js';
import { DocumentTable } from '../../../../src/engine/workers/search/DocumentTable.js';

const documentOf = (docId: number) => ({ docId, text: `text ${docId}` });

function tableOf(numbers: readonly number[]): DocumentTable {
  const table = new DocumentTable();
  for (const number of numbers) table.put(documentOf(number));
  return table;
}

test('documents have rows in the order in which they came, and keep them when they are replaced', () => {
  const table = tableOf([7, 8, 900_000_000]);
  expect(table.put({ docId: 8, text: 'another' })).toBe(1);
  expect([table.rows, table.size, table.rowOf(900_000_000)]).toEqual([3, 3, 2]);
  expect([table.get(8)?.text, table.at(1)?.text]).toEqual(['another', 'another']);
  expect(table.compact()).toBeUndefined();
});

test('a document that was removed leaves a gap that nothing is found in', () => {
  const table = tableOf([1, 2, 3]);
  expect([table.remove(2), table.remove(2), table.rowOf(2)]).toEqual([1, undefined, undefined]);
  expect([...table.blankScores()]).toEqual([0, Number.NaN, 0]);
  expect([...table.rowsOf([2, 3, 99])]).toEqual([0, 0, 1]);
  expect(Array.from(table.all(), ({ docId }) => docId)).toEqual([1, 3]);
});

describe('gaps', () => {
  test('are closed when they are most of the rows, and the order stays', () => {
    const table = tableOf(Array.from({ length: 1_000 }, (_, i) => i));
    for (let i = 0; i < 1_000; i += 1) if (i % 50 !== 0) table.remove(i);
    const newRows = table.compact();
    expect(table.rows).toBe(20);
    expect([newRows?.[0], newRows?.[1], newRows?.[50], newRows?.[950]]).toEqual([0, GONE, 1, 19]);
    expect(Array.from(table.all(), ({ docId }) => docId)).toEqual(
      Array.from({ length: 20 }, (_, i) => i * 50),
    );
    expect(table.blankScores()).toEqual(new Float32Array(20));
    expect(table.put(documentOf(1_000))).toBe(20);
  });

  test('are few however often documents come and go', () => {
    const table = new DocumentTable();
    let most = 0;
    for (let i = 0; i < 100_000; i += 1) {
      table.put(documentOf(i));
      table.remove(i - 20);
      table.compact();
      most = Math.max(most, table.rows);
    }
    expect(most).toBeLessThan(300);
    expect(table.size).toBe(20);
  });
});

test('documents that come late are put in the order in which they were added', () => {
  const table = tableOf([5, 9, 3]);
  expect([...(table.compact() ?? [])]).toEqual([1, 2, 0]);
  expect(Array.from(table.all(), ({ docId }) => docId)).toEqual([3, 5, 9]);
  expect(table.compact()).toBeUndefined();
});
