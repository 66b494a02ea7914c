import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmbedder, createSearchIndex } from '../../src/engine/index.js';

// The real workers, both models that lie in this repository.

const BOOTS = [
  'Trail boot with a waterproof membrane',
  'Leather hiking boot, resoleable',
  'Light boot for day walks',
  'Winter boot lined with wool',
  'Steel toe work boot',
  'Rubber boot, knee high',
  'Ankle boot in suede',
  'Riding boot in black leather',
  'Mountaineering boot for crampons',
  'Children’s snow boot',
  'Desert boot with a crepe sole',
  'Chelsea boot with elastic sides',
  'Cowboy boot with stitching',
  'Insulated boot for ice fishing',
  'Hunting boot in camouflage',
  'Motorcycle boot with shin plates',
  'Combat boot with a side zip',
  'Ski boot with four buckles',
  'Football boot for firm ground',
  'Fashion boot with a block heel',
  'Wide fit walking boot',
  'Vegan boot of cork',
  'Boot for wet meadows, keeps water out',
  'Approach boot with a sticky sole',
];
const MODELS = ['all-MiniLM-L6-v2', 'bge-small-en-v1.5-q4'];

describe.each(MODELS)('in a catalog of boots, which are all alike, with %s', (model) => {
  const embedder = createEmbedder({ model, modelsUrl: '/models', backends: ['cpu'] });
  const index = createSearchIndex<string>({ embedder, getText: (text) => text, language: 'en' });
  beforeAll(async () => {
    index.add(BOOTS);
    await index.calibrate();
  });
  afterAll(async () => {
    await index.dispose();
    await embedder.dispose();
  });

  test('what keeps feet dry is found, and relevant', async () => {
    const { hits } = await index.search('keep my feet dry', { minRelevance: 0.9 });
    expect(hits.map(({ item }) => item)).toContain('Boot for wet meadows, keeps water out');
    expect(hits[0]?.relevanceLevel).toMatch(/medium|high/);
  });

  test('there is no chess tournament, whatever stop words are the same', async () => {
    const query = 'the chess tournament in Reykjavik';
    const { hits } = await index.search(query);
    expect(hits.map(({ relevanceLevel }) => relevanceLevel)).toEqual(hits.map(() => 'low'));
    expect((await index.search(query, { minRelevance: 0.9 })).hits).toEqual([]);
  });

  test('all that are relevant are counted, and a smaller limit hides no other ones', async () => {
    const [few, all] = [2, 24].map((limit) => index.search('keep my feet dry', { minRelevance: 0.9, limit }));
    const found = await all;
    expect(found?.total).toBe(found?.hits.length);
    expect((await few)?.total).toBe(found?.total);
    expect((await few)?.hits.map(({ id }) => id)).toEqual(found?.hits.slice(0, 2).map(({ id }) => id));
  });

  test('words that an item has are evidence, though their meaning is not close', async () => {
    const { hits } = await index.search('crampons');
    expect(hits[0]).toMatchObject({ item: 'Mountaineering boot for crampons', relevance: 1 });
  });

  test('what a filter leaves is measured by itself', async () => {
    const filter = (item: string) => !/dry|wet|water|Rubber/i.test(item);
    const [all, some] = await Promise.all([index.search('wool'), index.search('wool', { filter })]);
    expect(some.hits[0]?.relevance).toBeGreaterThan(0.9);
    expect(some.hits[1]?.relevance).not.toBe(all.hits.find(({ id }) => id === some.hits[1]?.id)?.relevance);
  });
});
