import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { Marked } from '../../../src/components/shared/Marked.js';
import type { HitBase } from '../../../src/index.js';

/** The text with [words] and <passages> marked. */
function marked(text: string, facts: Partial<HitBase>): string {
  return renderToStaticMarkup(<Marked text={text} found={{ matches: [], ...facts }} />)
    .replaceAll(/<mark data-sem-part="mark">(.*?)<\/mark>/g, '[$1]')
    .replaceAll(/<span data-sem-part="passage">(.*?)<\/span>/g, '<$1>');
}

describe('words', () => {
  test.each<[string, HitBase['matches'], string]>([
    ['oat milk', [], 'oat milk'],
    ['oat milk', [[4, 8]], 'oat [milk]'],
    [
      'oat milk',
      [
        [0, 3],
        [4, 8],
      ],
      '[oat] [milk]',
    ],
    [
      'oatmilk',
      [
        [0, 3],
        [3, 7],
      ],
      '[oat][milk]',
    ],
    ['', [], ''],
  ])('of “%s” at %j are marked', (text, matches, expected) => {
    expect(marked(text, { matches })).toBe(expected);
  });

  test('that are not in the text are left out', () => {
    expect(
      marked('oat', {
        matches: [
          [0, 3],
          [4, 8],
        ],
      }),
    ).toBe('[oat]');
  });
});

describe('the passage that means the query', () => {
  const text = 'One thing. Another thing.';
  const passage = { start: 11, end: 25 };

  test('is marked in a longer text', () => {
    expect(marked(text, { passage })).toBe('One thing. <Another thing.>');
  });

  test('is not marked beside words: they tell more', () => {
    expect(marked(text, { passage, matches: [[0, 3]] })).toBe('[One] thing. Another thing.');
  });

  test('is not marked if it is the whole text, but for white space', () => {
    expect(marked(text, { passage: { start: 0, end: 25 } })).toBe(text);
    expect(marked(`  ${text} `, { passage: { start: 2, end: 27 } })).toBe(`  ${text} `);
  });
});
