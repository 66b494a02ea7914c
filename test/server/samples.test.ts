import loadSample from 'sample:docs/postgres.md#1';
import answerSample from 'sample:docs/postgres.md#2';
import searchSample from 'sample:docs/postgres.md#3';
import renderSample from 'sample:docs/postgres.md#4';
import workSample from 'sample:docs/postgres.md#5';
import authorizeSample from 'sample:docs/postgres.md#6';
import type pg from 'pg';
import { afterAll, expect, test, vi } from 'vitest';
import type { SearchableIndex, SearchHit } from '../../src/engine/index.js';
import type { InitialResult } from '../../src/index.js';
import type { PostgresIndex } from '../../src/server/index.js';
import { createTestEmbedder } from '../../src/testing/index.js';
import { serveHandler } from '../support/searchServer.js';
import { testDatabase } from '../support/testDatabase.js';

// What docs/postgres.md shows, run as it stands there, one after another as a reader would: a real PostgreSQL, a real
// queue, real HTTP. What texts mean is scripted.

interface Product {
  readonly sku: string;
  readonly description: string;
  readonly brand: string;
  readonly inStock: boolean;
}

type Answer = (request: Request) => Promise<Response>;

/** The first axis is warmth, the second summer. */
const MEANINGS: Record<string, readonly number[]> = {
  'warm jacket': [1, 0.1],
  'Down parka for the winter': [1],
  'Insulated anorak': [0.9, 0.1],
  'Sandals for the beach': [0, 1],
};
const PRODUCTS: readonly Product[] = [
  { sku: 'sandals', description: 'Sandals for the beach', brand: 'B', inStock: true },
  { sku: 'parka', description: 'Down parka for the winter', brand: 'A', inStock: true },
  { sku: 'sold out', description: 'Insulated anorak', brand: 'B', inStock: false },
  { sku: 'other brand', description: 'Insulated anorak', brand: 'C', inStock: true },
];

const { fetch } = globalThis;
const { pool, url } = testDatabase();
const { embedder, texts } = createTestEmbedder({ vectorOf: (text) => MEANINGS[text] ?? [] });

afterAll(async () => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await embedder.dispose();
});

test('products are loaded from what gives them one by one', async () => {
  async function* source() {
    yield* PRODUCTS;
  }
  vi.stubEnv('DATABASE_URL', url);
  const { pool, index } = await loadSample<{ pool: pg.Pool; index: PostgresIndex<Product> }>({
    embedder,
    source: source(),
  });
  expect(await index.facts()).toMatchObject({ documents: 4, embedded: 0 });
  await pool.end();
});

test('then their texts are embedded, equal ones once', async () => {
  await workSample({ pool, embedder });
  expect(texts.toSorted()).toEqual([
    'Down parka for the winter',
    'Insulated anorak',
    'Sandals for the beach',
  ]);
  const { rows } = await pool.query('select * from products.progress');
  expect(rows).toMatchObject([{ items: 4, embedded_items: 4, waiting_texts: 0, running_texts: 0 }]);
});

test('then a page finds them by meaning and fields, through each of the servers', async () => {
  const answers = await handedOver();
  expect(Object.keys(answers)).toEqual(['next', 'hono', 'bun']);
  for (const answer of Object.values(answers)) {
    await using server = await serveHandler(answer);
    // An address without a host is meant as a page of this server means it.
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => fetch(new URL(url, server.url), init));
    const { index, hits } = await searchSample<{
      index: SearchableIndex<Product>;
      hits: readonly SearchHit<Product>[];
    }>({ embedder });
    expect(hits.map(({ item }) => item)).toEqual([PRODUCTS[1], PRODUCTS[0]]);
    expect(hits[0]).toMatchObject({ id: 'parka', semanticRank: 1, cosine: expect.closeTo(0.995, 2) });
    await index.dispose();
  }
});

test('then a server that renders the page finds them without a network', async () => {
  const { next: handler } = await handedOver();
  vi.stubGlobal('fetch', undefined);
  const { index, findProducts } = await renderSample<{
    index: SearchableIndex<Product>;
    findProducts: (query: string) => Promise<InitialResult<Product>>;
  }>({ embedder, handler });
  const found = await findProducts('warm jacket');
  expect(found).toMatchObject({
    query: 'warm jacket',
    mode: 'hybrid',
    hits: [{ item: PRODUCTS[2] }, {}, {}, {}],
  });
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  await index.dispose();
});

test('then nobody searches without a user, nor as one without an id', async () => {
  const question = { type: 'search', mode: 'lexical', query: 'anorak' };
  const ask = async (user: { readonly id?: string } | undefined) => {
    const { handler } = await authorizeSample<{ handler: Answer }>({ pool, userOf: async () => user });
    const body = JSON.stringify(question);
    const headers = { 'content-type': 'application/json' };
    const response = await handler(new Request('http://127.0.0.1/search', { method: 'POST', headers, body }));
    return [response.status, (await response.json()).hits];
  };
  vi.spyOn(console, 'error').mockImplementation(() => {}); // what the app is told
  expect(await ask(undefined)).toEqual([403, undefined]);
  expect(await ask({})).toEqual([403, undefined]);
  expect(await ask({ id: 'ann' })).toEqual([200, []]);
  vi.restoreAllMocks();
});

/** What the sample gives to each server: what answers at /api/search. */
async function handedOver(): Promise<Readonly<Record<'next' | 'hono' | 'bun', Answer>>> {
  type HonoAnswer = (context: { readonly req: { readonly raw: Request } }) => Promise<Response>;
  const routes = new Map<string, HonoAnswer>();
  const app = { post: (path: string, answer: HonoAnswer) => routes.set(path, answer) };
  const serve = vi.fn<(options: { routes: Record<string, Answer> }) => void>();
  const { POST } = await answerSample<{ POST: Answer }>({ pool, app, Bun: { serve } });
  const hono = routes.get('/api/search');
  const bun = serve.mock.calls[0]?.[0].routes['/api/search'];
  if (!hono || !bun) throw new Error('The sample serves nothing at /api/search.');
  return { next: POST, hono: (raw) => hono({ req: { raw } }), bun };
}
