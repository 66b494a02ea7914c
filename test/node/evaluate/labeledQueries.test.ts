import { describe, expect, test } from 'vitest';
import { parseQueries } from '../../../src/node/evaluate/labeledQueries.js';

describe('labeled queries', () => {
  test('name the ids of their answers, with or without grades, or none', () => {
    const lines = [
      '{"query":"a","relevant":["x",7]}',
      '{"query":"b","relevant":{"x":2,"y":0}}',
      '{"query":"c","relevant":[]}',
    ];
    expect(
      parseQueries(lines.join('\n'), 'file').map(({ query, relevant }) => [query, [...relevant]]),
    ).toEqual([
      [
        'a',
        [
          ['x', 1],
          ['7', 1],
        ],
      ],
      ['b', [['x', 2]]],
      ['c', []],
    ]);
  });

  test.each([
    '"a"',
    '{"query":"a"}',
    '{"relevant":[]}',
    '{"query":" ","relevant":[]}',
    '{"query":"a","relevant":[null]}',
    '{"query":"a","relevant":{"x":"good"}}',
  ])('refuses %s, and says which', (line) => {
    expect(() => parseQueries(`{"query":"a","relevant":[]}\n${line}`, 'file')).toThrowError(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(/^file, query 2/) }),
    );
  });
});
