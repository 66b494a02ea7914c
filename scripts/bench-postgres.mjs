// npm run bench:postgres: an index in PostgreSQL with pgvector, started for this and deleted afterwards.
//   pgvector_recall10: the share of the ten nearest of many made vectors that a search by meaning finds.
//   pgvector_same_top10: the share of the ten best places of SciFact's claims in which a hybrid search has the document that
//   the index in the browser has; with vectors that are made in Chromium and kept (minutes, the first time).
// And how long loading and searching take, through the handler, one after the other.
//
//   --rows N         made documents (default 200000)
//   --queries N      (default 200)
//   --url URL        a server that runs already; what an earlier run has loaded there is used again
//   --data DIR       where SciFact lies (default ../shared/data; without it that bar is left out)

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { bundleForNode } from './bundle-for-node.mjs';
import { madeCorpus } from './made-corpus.mjs';
import { dot, mean, ndcg } from './metrics.mjs';
import { startPostgres } from './postgres.mjs';
import { atLeast, median, report } from './report.mjs';
import { scifactVectors } from './scifact-vectors.mjs';

const root = resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '200000' },
    queries: { type: 'string', default: '200' },
    url: { type: 'string' },
    data: { type: 'string', default: resolve(root, '../shared/data') },
  },
});
const [ROWS, QUERIES] = [Number(options.rows), Number(options.queries)];
const MODEL = { space: 'bench', dimensions: 384 };
const MODES = /** @type {const} */ (['semantic', 'lexical', 'hybrid']);
/** As a server of this size would be set; the default of 128 MB is for no machine in particular. */
const SETTINGS = { shared_buffers: '2GB', max_wal_size: '8GB', synchronous_commit: 'off' };

/** @type {typeof import('../bench/postgres/parts.js')} */
const parts = await import(await bundleForNode('bench/postgres/parts.ts', 'bench/postgres/dist/parts.js'));
const server = options.url === undefined ? await startPostgres({ settings: SETTINGS }) : undefined;
const pool = new pg.Pool({ connectionString: server?.url ?? options.url });
try {
  const versions = await serverVersions();
  const made = await measureMade();
  const scifact = existsSync(options.data) ? await compareScifact() : undefined;
  report({
    bars: {
      pgvector_recall10: atLeast(made.recall, 0.95),
      ...(scifact && { pgvector_same_top10: atLeast(scifact.same, 0.95) }),
    },
    n: { rows: ROWS, queries: QUERIES, ...(scifact && { scifact: scifact.queries }) },
    json: options.json,
    versions,
    tables: {
      'load, seconds': made.load,
      'search, ms': made.searches,
      'size, MB': made.sizes,
      ...(scifact && { 'SciFact, nDCG@10 x 100': scifact.ndcg }),
    },
  });
} finally {
  await pool.end();
  await server?.stop();
}

async function measureMade() {
  const corpus = madeCorpus(1);
  const vectors = Array.from({ length: ROWS }, corpus.vector);
  const documents = function* () {
    for (const [i, vector] of vectors.entries()) {
      const text = corpus.text();
      yield { id: `d${i}`, text, item: { title: text.slice(0, 40), group: i % 100, half: i % 2 }, vector };
    }
  };
  const load = (await isLoaded()) ? {} : await loadMade(documents());
  const queries = Array.from({ length: QUERIES }, () => ({ text: corpus.text(4), vector: corpus.vector() }));
  const ask = asker('made');
  /** @type {Record<string, { median: number, p95: number }>} */
  const searches = {};
  let found = 0;
  for (const mode of MODES) {
    const times = [];
    for (const query of queries) {
      const before = performance.now();
      const ids = await ask({ mode, ...query });
      times.push(performance.now() - before);
      if (mode === 'semantic') found += overlap(ids, nearest(vectors, query.vector));
    }
    searches[mode] = { median: round(median(times)), p95: round(percentile(times, 0.95)) };
  }
  const filters = { 'hybrid, one item in a hundred': { group: 7 }, 'hybrid, one item in two': { half: 1 } };
  for (const [name, filter] of Object.entries(filters)) {
    const times = [];
    for (const query of queries) {
      const before = performance.now();
      await ask({ mode: 'hybrid', ...query, filter });
      times.push(performance.now() - before);
    }
    searches[name] = { median: round(median(times)), p95: round(percentile(times, 0.95)) };
  }
  return {
    recall: found / (10 * QUERIES),
    load,
    searches,
    sizes: await sizes(),
  };
}

/** Whether an earlier run has left what this one would load. */
async function isLoaded() {
  if (options.url === undefined) return false;
  const facts = await parts
    .createPostgresIndex({ pool, name: 'made', model: MODEL })
    .facts()
    .catch(() => undefined);
  return facts?.documents === ROWS;
}

/**
 * @param {Iterable<import('../src/server/documents.js').IndexDocument<object>>} documents
 * @returns {Promise<Record<string, number>>} seconds
 */
async function loadMade(documents) {
  const start = performance.now();
  let written = start;
  await parts.createPostgresIndex({ pool, name: 'made', model: MODEL }).load(documents, {
    onProgress(count) {
      written = performance.now();
      if (!options.json) process.stderr.write(`\rmade: ${count} of ${ROWS} documents written `);
    },
  });
  const seconds = (/** @type {number} */ from, /** @type {number} */ to) => round((to - from) / 1000);
  return { documents: seconds(start, written), indexes: seconds(written, performance.now()) };
}

async function compareScifact() {
  const { documents, queries, judgements } = await scifactVectors(options.data);
  const library = new parts.Library();
  library.put(
    documents.map(({ text }, document) => ({ document, text })),
    true,
  );
  for (const [document, { passages }] of documents.entries()) {
    const data = new Float32Array(passages.length * MODEL.dimensions);
    for (const [i, { vector }] of passages.entries()) data.set(vector, i * MODEL.dimensions);
    const spans = passages.map(({ start, end }) => ({ start, end }));
    const { dimensions } = MODEL;
    await library.putVectors({
      documents: [{ document, passages: spans }],
      data,
      dimensions,
      precision: 'float32',
    });
  }
  const index = parts.createPostgresIndex({ pool, name: 'scifact', model: MODEL });
  await index.load(documents.map((document) => ({ ...document, item: {} })));
  const ask = asker('scifact');
  let [same, places] = [0, 0];
  /** @type {{ local: number[], server: number[] }} */
  const gains = { local: [], server: [] };
  for (const { id, text, vector } of queries) {
    const { hits } = await library.search(
      {
        ...{ query: text, vector, mode: 'hybrid', limit: 10, minScore: Number.NEGATIVE_INFINITY },
        ...{ prefix: false, fusion: 'standardised', weight: 0.7, search: 0 },
      },
      () => false,
    );
    const local = hits.map(({ document }) => documents[document]?.id ?? '');
    const remote = await ask({ mode: 'hybrid', text, vector });
    same += local.filter((document, place) => remote[place] === document).length;
    places += local.length;
    const grades = judgements.get(id) ?? new Map();
    gains.local.push(ndcg(local, grades));
    gains.server.push(ndcg(remote, grades));
  }
  return {
    same: same / places,
    queries: queries.length,
    ndcg: { browser: round(100 * mean(gains.local)), postgres: round(100 * mean(gains.server)) },
  };
}

/**
 * Asks the handler as a page does. @param {string} name
 * @returns {(question: { mode: 'semantic' | 'lexical' | 'hybrid', text: string, vector: Float32Array, filter?: object }) => Promise<string[]>}
 */
function asker(name) {
  const handler = parts.createSearchHandler({ pool, name });
  return async ({ mode, text, vector, filter }) => {
    const semantic = mode !== 'lexical' && { space: MODEL.space, vector: parts.vectorToText(vector) };
    const response = await handler(
      new Request('http://127.0.0.1/search', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ask: 'search', query: text, mode, ...semantic, ...(filter && { filter }) }),
      }),
    );
    if (!response.ok) throw new Error(await response.text());
    const { hits } = await response.json();
    return hits.map((/** @type {{ id: string }} */ { id }) => id);
  };
}

/**
 * The ids of the ten vectors with the largest products, by comparing all.
 * @param {readonly Float32Array[]} vectors
 * @param {Float32Array} query
 */
function nearest(vectors, query) {
  const products = new Float32Array(vectors.length);
  for (const [i, vector] of vectors.entries()) products[i] = dot(vector, query);
  const least = products.toSorted().at(-10) ?? 0;
  return Array.from(products.keys())
    .filter((i) => Number(products[i]) >= least)
    .map((i) => `d${i}`);
}

/**
 * @param {readonly string[]} found
 * @param {readonly string[]} wanted
 */
function overlap(found, wanted) {
  return found.filter((id) => wanted.includes(id)).length;
}

async function sizes() {
  const { rows } = await pool.query(
    `select relname, round(pg_total_relation_size(c.oid) / 1e6)::int as size
     from pg_class c join pg_namespace n on n.oid = relnamespace
     where nspname = 'made' and relkind = 'r' order by size desc limit 4`,
  );
  return Object.fromEntries(rows.map(({ relname, size }) => [relname, size]));
}

async function serverVersions() {
  await pool.query('create extension if not exists vector');
  const { rows } = await pool.query(
    `select current_setting('server_version') as postgresql, extversion as pgvector
     from pg_extension where extname = 'vector'`,
  );
  return rows[0];
}

/**
 * @param {readonly number[]} values
 * @param {number} share
 */
function percentile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
