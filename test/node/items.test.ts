import { describe, expect, test } from 'vitest';
import { droppedItems, parseItems, readersOf } from '../../src/node/items.js';

describe('parseItems', () => {
  test('reads one JSON value a line, or one list of them', () => {
    const items = [{ text: 'a' }, 'b'];
    expect(parseItems('{"text":"a"}\r\n\n"b"\n', 'file')).toEqual(items);
    expect(parseItems('\uFEFF[{"text":"a"},\n"b"]', 'file')).toEqual(items);
    expect(parseItems('', 'file')).toEqual([]);
  });

  test.each([
    ['{"text":"a"}\n{"text"', 'file:2 is not JSON.'],
    ['{"text":"a"}\n7', 'file:2 is neither a text nor an object.'],
    ['["a", null]', 'file, item 2 is neither a text nor an object.'],
    ['[', 'file is not JSON.'],
  ])('refuses %j, and says where', (content, message) => {
    expect(() => parseItems(content, 'file')).toThrowError(
      expect.objectContaining({ code: 'invalid-input', message }),
    );
  });
});

describe('readersOf', () => {
  test('takes the id where all items have one, else none: the index tells them apart by text and place', () => {
    const all = [
      { id: 7, text: 'a' },
      { id: 'x', text: 'b' },
    ];
    const { getId } = readersOf(all, {});
    expect(getId && all.map(getId)).toEqual(['7', 'x']);
    const some = [{ id: 7, text: 'a' }, { text: 'b' }, 'c'];
    expect(readersOf(some, {}).getId).toBeUndefined();
  });

  test('takes other fields when they are named, and lists of texts as one', () => {
    const item = { key: 'k', body: 'a text', tags: ['x', 'y'] };
    const { getText, getId, fields } = readersOf([item], {
      text: 'body',
      id: 'key',
      fields: { tags: 2, title: 3 },
    });
    expect([getText(item), getId?.(item)]).toEqual(['a text', 'k']);
    expect(fields.tags?.getText(item)).toBe('x y');
    expect(fields.title?.getText(item)).toBe('');
    expect(fields.tags?.weight).toBe(2);
  });

  test('refuses an item without a text or an id where it is read', () => {
    const { getText, getId } = readersOf([{}], { id: 'key' });
    expect(() => getText({ title: 'a' })).toThrow(/no text in its field "text": \{"title":"a"\}/);
    expect(() => getId?.({ text: 'a' })).toThrow(/no id in its field "key"/);
  });
});

describe('droppedItems', () => {
  const content = '{"id":1,"text":"a"}\n\n{"id":2,"text":"b"}\n{"id":1,"text":"c"}\n';

  test('names those whose id a later one has, by their line', () => {
    const items = parseItems(content, 'file');
    expect(droppedItems(content, items, readersOf(items, {}).getId)).toEqual([
      { id: '1', location: 'line 1' },
    ]);
  });

  test('names items of a list by their number', () => {
    const list = '[{"id":1,"text":"a"},{"id":1,"text":"b"}]';
    const items = parseItems(list, 'file');
    expect(droppedItems(list, items, readersOf(items, {}).getId)).toEqual([{ id: '1', location: 'item 1' }]);
  });

  test('are none where items have no ids, though texts are equal', () => {
    const lines = '"a"\n"a"';
    const items = parseItems(lines, 'file');
    expect(droppedItems(lines, items, readersOf(items, {}).getId)).toEqual([]);
  });
});
