import { describe, expect, test } from 'vitest';
import { headingsAt, headingsOf } from '../../../src/engine/utils/headings.js';

const MARKDOWN = `# Guide

Before all.

## Storage ##

Where it lies.

### Pruning & \`prune()\`

\`\`\`sh
# not a heading
\`\`\`

What is old goes.

## Search
#hashtag and C# are words.
`;

const texts = (text: string, place = text.length) =>
  headingsAt(headingsOf(text), place).map((heading) => heading.text);

describe('the headings above a place', () => {
  test('of Markdown are those of each level, outermost first; code has none', () => {
    expect(headingsOf(MARKDOWN).map(({ text, level }) => [level, text])).toEqual([
      [1, 'Guide'],
      [2, 'Storage'],
      [3, 'Pruning & `prune()`'],
      [2, 'Search'],
    ]);
    expect(texts(MARKDOWN, MARKDOWN.indexOf('Before'))).toEqual(['Guide']);
    expect(texts(MARKDOWN, MARKDOWN.indexOf('What is old'))).toEqual([
      'Guide',
      'Storage',
      'Pruning & `prune()`',
    ]);
    expect(texts(MARKDOWN)).toEqual(['Guide', 'Search']);
  });

  test('of HTML are their text', () => {
    const html =
      '<h1 class="x">The <em>guide</em></h1>\n<p>a</p><H2>Q &amp;\n A</H2><p>b</p><hr><header>no</header>';
    expect(texts(html, html.indexOf('<p>a'))).toEqual(['The guide']);
    expect(texts(html)).toEqual(['The guide', 'Q & A']);
  });

  test('are none in a text without', () => {
    expect(headingsOf('C# 7, item #3\n    # indented code\n#')).toEqual([]);
  });

  test('are found in a time that grows with the text, whatever is in it', () => {
    for (const piece of ['<h1', '<h1>', '# ', '#\n', '<h1 ', '#'.repeat(6), '```', ' '])
      expect(headingsOf(piece.repeat(60_000)).length, piece).toBeGreaterThanOrEqual(0);
  }, 5_000);
});
