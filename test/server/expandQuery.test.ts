import { describe, expect, test } from 'vitest';
import type { SearchMessage } from '../../src/engine/rpc/searchProtocol.js';
import { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
import { transaction } from '../../src/server/pool.js';
import { runSearch } from '../../src/server/runSearch.js';
import { schemaOf } from '../../src/server/schema.js';
import type { IndexRequest } from '../../src/server/searchPlan.js';
import { referenceIndex } from '../support/referenceIndex.js';
import { randomNumbers } from '../support/syntheticCorpus.js';
import { testDatabase } from '../support/testDatabase.js';

// Words in their other forms, stop words, words in two parts: the index in the browser is the reference again.

const { pool } = testDatabase();
const model = { space: 'made', dimensions: 4 };
const WORDS =
  'the a of in boot boots booting booted hike hikes hiking hiker leak leaks leaked cat cats two factor twofactor wifi wi fi authentication router run running ran tests tested useSearchIndex search index'.split(
    ' ',
  );
const random = randomNumbers(3);
const some = (count: number) =>
  Array.from({ length: count }, () => WORDS[Math.floor(random() ** 1.5 * WORDS.length)]).join(' ');
const documents = Array.from({ length: 300 }, (_, i) => ({
  id: `d${i}`,
  text: some(3 + Math.floor(random() * 20)),
  item: { group: i % 3 },
}));
const QUERIES = [
  ...['boots', 'the hiking boot', 'of the', 'the', 'leaking', 'boo', 'twofactor', 'two factor', 'wi fi'],
  ...[
    'searchindex',
    'wifirouter',
    'hiker leaks cat',
    'unknown boots',
    'unknown',
    'run',
    'running in',
    'catrouter',
  ],
  ...Array.from({ length: 12 }, () => some(3)),
];

function remote(name: string, question: Partial<IndexRequest>) {
  return transaction(pool, (client) =>
    runSearch<{ group: number }>(client, schemaOf(name), {
      query: '',
      mode: 'lexical',
      limit: 400,
      prefix: false,
      fusion: 'weighted-mean',
      semanticWeight: 0.7,
      ...question,
    }),
  );
}

type Local = Awaited<ReturnType<typeof referenceIndex>>;

async function expectTheSame(
  local: Local,
  name: string,
  question: Partial<IndexRequest> & Partial<SearchMessage>,
) {
  const wanted = await local({ mode: 'lexical', limit: 400, ...question });
  const found = await remote(name, question);
  const told = (hits: readonly { id: string; bm25?: number; matches: unknown }[]) =>
    new Map(hits.map(({ id, ...hit }) => [id, hit]));
  const [here, there] = [told(wanted.hits), told(found.hits)];
  expect([...there.keys()].sort(), question.query).toEqual([...here.keys()].sort());
  for (const [id, { bm25, matches }] of there) {
    const other = here.get(id);
    expect(bm25, `${question.query} ${id}`).toBeCloseTo(other?.bm25 ?? Number.NaN, 4);
    expect(matches).toEqual(other?.matches);
  }
}

describe.each(['en', undefined])('in the language %s', (language) => {
  const name = `words_${language ?? 'none'}`;
  const options = { pool, name, model, ...(language && { language }) };

  test('a search in PostgreSQL finds by words what the index in the browser finds', async () => {
    const index = createPostgresIndex<{ group: number }>(options);
    await index.load(documents);
    expect((await index.facts()).language).toBe(language ?? null);
    const local = await referenceIndex(documents, 4, language);
    for (const query of QUERIES)
      for (const prefix of [false, true]) await expectTheSame(local, name, { query, prefix });
  });

  test('among the items that may be seen it finds what an index of them alone finds', async () => {
    const visible = documents.filter(({ item }) => item.group === 1);
    const local = await referenceIndex(visible, 4, language);
    for (const query of QUERIES)
      for (const prefix of [false, true])
        await expectTheSame(local, name, { query, prefix, authorized: { group: 1 } });
  });

  test('after items were put in and taken out, it is the same as if they had been loaded', async () => {
    const index = createPostgresIndex<{ group: number }>({ ...options, name: `${name}_changed` });
    await index.create();
    await index.put(documents.slice(0, 200));
    await index.put(documents.slice(150, 250).map((document) => ({ ...document, text: 'boots tested' })));
    await index.remove(documents.slice(0, 100).map(({ id }) => id));
    const now = [
      ...documents.slice(100, 150),
      ...documents.slice(150, 250).map((document) => ({ ...document, text: 'boots tested' })),
    ];
    const local = await referenceIndex(now, 4, language);
    for (const query of QUERIES.slice(0, 12)) await expectTheSame(local, `${name}_changed`, { query });
    const counts = async (schema: string) =>
      (
        await pool.query(
          `select * from (select term, stem, documents from "${schema}".terms
           union all select stem, 'stem', documents from "${schema}".stems) t order by 1, 2`,
        )
      ).rows;
    const fresh = createPostgresIndex<{ group: number }>({ ...options, name: `${name}_fresh` });
    await fresh.load(now);
    expect(await counts(`${name}_changed`)).toEqual(await counts(`${name}_fresh`));
  });
});

test('where forms of a word are in too many documents to read all, hits are scored by all of them', async () => {
  const all = await remote('words_en', { query: 'boots hiking cats' });
  const scoreOf = new Map(all.hits.map(({ id, bm25 }) => [id, bm25]));
  const pruned = await remote('words_en', { query: 'boots hiking cats', maxScanned: 100, limit: 10 });
  expect(pruned.hits).toHaveLength(10);
  for (const { id, bm25 } of pruned.hits) expect(bm25).toBeCloseTo(scoreOf.get(id) ?? Number.NaN, 6);
  expect(pruned.hits[0]?.bm25).toBeCloseTo(all.hits[0]?.bm25 ?? Number.NaN, 6);
});
