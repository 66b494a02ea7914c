import { afterAll, expect, test } from 'vitest';
import { createSearchIndex, type SearchOptions } from '../../../src/engine/index.js';
import { countFacets } from '../../../src/engine/search/facets.js';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import { createTestEmbedder } from '../../../src/testing/createTestEmbedder.js';
import { workerOf } from '../../support/scriptedWorker.js';

interface Product {
  readonly name: string;
  readonly kind: string;
  readonly brand: string;
}
const PRODUCTS: readonly Product[] = [
  { name: 'rain boots', kind: 'shoes', brand: 'A' },
  { name: 'hiking boots', kind: 'shoes', brand: 'B' },
  { name: 'rain jacket', kind: 'clothes', brand: 'A' },
  { name: 'ski boots bag', kind: 'bags', brand: 'B' },
  { name: 'tent', kind: 'camp', brand: 'A' },
];
const { embedder } = createTestEmbedder();
const worker = () => workerOf(createSearchApi());
const index = createSearchIndex<Product>({ embedder, getText: ({ name }) => name, worker });
index.add(PRODUCTS);
afterAll(async () => {
  await index.dispose();
  await embedder.dispose();
});

/** The counts as they would be shown, and how many hits there are. */
async function counted(query: string, options: SearchOptions<Product>) {
  const { facets: found = {}, hits } = await index.search(query, { mode: 'lexical', ...options });
  const shown = Object.entries(found).map(
    ([field, values]) => `${field}: ${values.map(({ value, count }) => `${value} ${count}`).join(', ')}`,
  );
  return [hits.length, ...shown];
}

test('facets count the hits of the query by words, also those beyond the limit', async () => {
  expect(await counted('boots', { facets: ['kind', 'brand'] })).toEqual([
    3,
    'kind: shoes 2, bags 1',
    'brand: B 2, A 1',
  ]);
  expect(await counted('boots', { facets: ['kind'], limit: 1 })).toEqual([1, 'kind: shoes 2, bags 1']);
  expect(await counted('piano', { facets: ['kind'] })).toEqual([0, 'kind: ']);
});

test('a blank query counts all items that pass the filter', async () => {
  expect(await counted('', { facets: ['brand'] })).toEqual([0, 'brand: A 3, B 2']);
  expect(await counted(' ', { facets: ['brand'], filter: { kind: 'shoes' } })).toEqual([
    0,
    'brand: A 1, B 1',
  ]);
  expect(await counted('', { selectedFacets: { brand: ['A'], kind: [] } })).toEqual([
    0,
    'brand: A 3, B 2',
    'kind: camp 1, clothes 1, shoes 1',
  ]);
});

test('what is chosen filters the hits, and lowers the counts of other fields only', async () => {
  expect(await counted('boots', { selectedFacets: { kind: ['shoes'], brand: [] } })).toEqual([
    2,
    'kind: shoes 2, bags 1',
    'brand: A 1, B 1',
  ]);
  expect(await counted('boots', { selectedFacets: { kind: ['shoes', 'bags'], brand: ['B'] } })).toEqual([
    2,
    'kind: bags 1, shoes 1',
    'brand: B 2, A 1',
  ]);
});

test('a filter and a choice hold both', async () => {
  const filter = ({ brand }: Product) => brand === 'B';
  expect(await counted('boots', { selectedFacets: { kind: ['bags'] }, filter })).toEqual([
    1,
    'kind: bags 1, shoes 1',
  ]);
});

test('by meaning those are counted that have a word of the query, or are among the closest', async () => {
  await index.build();
  const all = await counted('boots', { facets: ['kind'], mode: 'hybrid' });
  expect(all).toEqual([5, 'kind: shoes 2, bags 1, camp 1, clothes 1']); // few items: how relevant they are is unknown
  const [, kinds] = await counted('boots', { facets: ['kind'], mode: 'hybrid', limit: 1 });
  expect(kinds).toBe('kind: shoes 2, bags 1');
  const bounded = await counted('boots', { facets: ['kind'], mode: 'semantic', minScore: 2 });
  expect(bounded).toEqual([0, 'kind: ']);
});

test('a choice lowers no counts of its own field by meaning either', async () => {
  await index.build();
  for (const fusion of ['weighted-mean', 'rrf'] as const) {
    const options = { mode: 'hybrid', limit: 2, fusion } as const;
    const [, before] = await counted('boots', { selectedFacets: { kind: [] }, ...options });
    const [hits, after] = await counted('boots', { selectedFacets: { kind: ['bags'] }, ...options });
    expect([hits, after]).toEqual([1, before]);
  }
});

test('a selection finds as many as it counted, and nothing that was no hit before', async () => {
  await index.build();
  for (const mode of ['hybrid', 'semantic'] as const)
    for (const limit of [1, 2, 5]) {
      const options = { mode, limit };
      const { facets, total } = await index.search('boots', { ...options, facets: ['kind'] });
      const counts = facets?.kind ?? [];
      expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      for (const { value, count } of counts) {
        const selected = await index.search('boots', { ...options, selectedFacets: { kind: [value] } });
        expect([value, selected.total]).toEqual([value, count]);
        expect(selected.hits).toHaveLength(Math.min(count, limit));
        expect(selected.facets?.kind).toEqual(counts);
      }
      const none = await index.search('boots', { ...options, limit: 1, selectedFacets: { kind: ['camp'] } });
      expect(none.hits).toEqual([]); // the closest tent is no hit of boots
    }
});

test('a title of another value counts as it did before the selection', async () => {
  const vectors: Record<string, readonly number[]> = {
    boots: [1],
    'boots\nhow they are made': [-1],
    mocassins: [0.9, 0.43],
    sneakers: [0.8, 0.6],
    sandals: [0.7, 0.71],
    tents: [0, 1],
  };
  const made = createTestEmbedder({ vectorOf: (text) => vectors[text] ?? [0, 1] });
  const titled = createSearchIndex({
    ...{ embedder: made.embedder, worker, getText: ({ text }: { readonly text: string }) => text },
  });
  titled.add(
    ['mocassins', 'sneakers', 'sandals', 'tents', 'boots\nhow they are made'].map((text) => ({
      ...{ text, kind: text.startsWith('boots') ? 'book' : 'ware' },
    })),
  );
  await titled.build();
  const options = { mode: 'hybrid', limit: 3 } as const;
  const found = await titled.search('boots', options);
  expect(found.hits.map(({ text }) => text)).toEqual(['mocassins', 'sneakers', 'boots\nhow they are made']);
  const [, , last] = found.hits;
  for (const minScore of [Number.NEGATIVE_INFINITY, last?.score ?? Number.NaN]) {
    const bounded = { ...options, minScore };
    const { facets } = await titled.search('boots', { ...bounded, facets: ['kind'] });
    expect(facets?.kind?.map(({ value, count }) => [value, count])).toEqual([
      ['ware', 2],
      ['book', 1],
    ]);
    for (const { value, count } of facets?.kind ?? []) {
      const selected = await titled.search('boots', { ...bounded, selectedFacets: { kind: [value] } });
      const counts = [selected.total, selected.hits.length, selected.facets];
      expect([value, ...counts]).toEqual([value, count, count, facets]);
    }
  }
  await titled.dispose();
  await made.embedder.dispose();
});

test('values of a field that are selected count among items that pass in the other fields', () => {
  expect(countFacets(PRODUCTS, ['kind', 'brand'], { kind: ['shoes'], brand: ['B'] })).toEqual({
    kind: [
      { value: 'bags', count: 1 },
      { value: 'shoes', count: 1 },
    ],
    brand: [
      { value: 'A', count: 1 },
      { value: 'B', count: 1 },
    ],
  });
});
