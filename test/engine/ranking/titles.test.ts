import { expect, test } from 'vitest';
import { titleMatcher } from '../../../src/engine/ranking/titles.js';
import type { SearchMethods } from '../../../src/engine/rpc/searchProtocol.js';
import { SearchEngine } from '../../../src/engine/workers/search/SearchEngine.js';

test('a title is a field or the first line that has the words of the query, and no others', () => {
  const isTitled = titleMatcher('two-factor login');
  const field = (text: string) => ({ text: 'x', fields: [{ name: 'title', text, weight: 1 }] });
  expect(isTitled(field('Two-Factor Login'))).toBe(true);
  expect(isTitled({ text: '\n# Two factor login\n\nHow to switch it on' })).toBe(true);
  expect(isTitled({ text: 'two factor login' })).toBe(true);
  expect(isTitled(field('Two-Factor Login Help'))).toBe(false);
  expect(isTitled({ text: 'two factor login is on one line with the rest of a long text' })).toBe(false);
});

test.each(['lexical', 'hybrid'] as const)(
  'an item whose title is the query is among the first three, by %s',
  async (mode) => {
    const engine = new SearchEngine();
    const texts = Array.from({ length: 40 }, (_, i) => `${'workspaces '.repeat(5 + i)}${i}`);
    const article = { docId: 40, text: `Workspaces\n${'how to share files with your team '.repeat(40)}` };
    engine.documents.put([...texts.map((text, docId) => ({ docId, text })), article], true);
    const vectors = Float32Array.from({ length: 41 * 2 }, (_, i) => (i < 80 ? 1 - (i % 2) : i % 2));
    await engine.vectors.put({
      documents: Array.from({ length: 41 }, (_, docId) => ({
        docId,
        passages: [{ start: 0, end: 1 }],
      })),
      data: vectors,
      dimensions: 2,
      precision: 'float32',
    });
    const input: SearchMethods['search']['input'] = {
      ...{
        query: 'workspaces',
        mode,
        limit: 10,
        minScore: 0,
        prefix: true,
        fusion: 'weighted-mean',
        semanticWeight: 0.7,
      },
      ...{ searchId: 1, ...(mode === 'hybrid' && { vector: Float32Array.of(1, 0) }) },
    };
    const { hits } = await engine.search(input, () => false);
    const found = hits.map(({ docId }) => docId);
    expect(found.indexOf(40)).toBe(2);
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a));
  },
);
