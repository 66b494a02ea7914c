// npm run bench:postgres: an index in PostgreSQL with pgvector, started for this and deleted afterwards.
//   pgvector_recall10: the share of the ten nearest of many made vectors that a search by meaning finds.
//   hybrid_p95_ms: 95 of 100 searches by both take at most so long, through the handler, with four at once.
//   pgvector_same_top10: the share of the ten best places of SciFact's claims in which a hybrid search has the document that
//   the index in the browser has; with vectors that are made in Chromium and kept (minutes, the first time).
// And how long loading and searching take, how many of the exact ten best a search by words has, what each precision takes, and
// how busy the machine was as the searches began (`busy`, its load). Memory is in huge pages where they can be had.
// `npm run docs:numbers` writes docs/postgres.md from it.
//
//   --rows N             made documents (default 1000000)
//   --queries N          (default 200)
//   --precisions LIST    what the table of precisions has of the same vectors, divided by commas (default single,half,binary)
//   --precision P        of the many: single, half or binary (default half)
//   --folder DIR         keeps the data there: what an earlier run has loaded is used again
//   --url URL            a server that runs already; likewise
//   --data DIR           where SciFact lies (default ../shared/data; without it that bar is left out)

import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { bundleForNode } from '../../tools/bundle-for-node.mjs';
import { mean, ndcg } from '../../tools/metrics.mjs';
import { startPostgres } from '../../tools/postgres.mjs';
import { atLeast, atMost, median, report } from '../../tools/report.mjs';
import { reserveHugePages } from './huge-pages.mjs';
import { madeCorpus } from './made-corpus.mjs';
import { scifactVectors } from './scifact-vectors.mjs';

const root = resolve(import.meta.dirname, '../..');
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '1000000' },
    queries: { type: 'string', default: '200' },
    precisions: { type: 'string', default: 'single,half,binary' },
    precision: { type: 'string', default: 'half' },
    folder: { type: 'string' },
    url: { type: 'string' },
    data: { type: 'string', default: resolve(root, '../shared/data') },
  },
});
const [ROWS, QUERIES] = [options.rows, options.queries].map(Number);
const MODEL = { space: 'bench', dimensions: 384 };
const MODES = /** @type {const} */ (['semantic', 'lexical', 'hybrid']);
const PRECISIONS = /** @type {const} */ (['single', 'half', 'binary']);
/** As a server of this size would be set, a quarter of the memory; the default of 128 MB is for no machine in particular. */
const SHARED_MB = Math.round(os.totalmem() / 2 ** 20 / 4);
const SETTINGS = { shared_buffers: `${SHARED_MB}MB`, max_wal_size: '16GB', synchronous_commit: 'off' };
/** What the server shares besides its buffers, at most. */
const SHARED_BESIDES_MB = 400;
/** For building graphs: one of a million vectors of 384 numbers in half precision has to fit. */
const MEMORY_MB = 4_000;
/** So many exact searches, each of which reads everything. */
const EXACT = 30;

/** @typedef {{ text: string, vector: Float32Array }} Query */

/** @type {typeof import('./parts.js')} */
const parts = await import(await bundleForNode('bench/postgres/parts.ts', 'bench/postgres/dist/parts.js'));
const hugePages = options.url === undefined ? reserveHugePages(SHARED_MB + SHARED_BESIDES_MB) : undefined;
const server =
  options.url === undefined
    ? await startPostgres({
        settings: { ...SETTINGS, huge_pages: hugePages?.areThere ? 'on' : 'off' },
        ...(options.folder !== undefined && { folder: options.folder }),
      })
    : undefined;
const pool = new pg.Pool({ connectionString: server?.url ?? options.url, idleTimeoutMillis: 0 });
try {
  const versions = await serverVersions();
  const load = os.loadavg()[0] ?? 0;
  const made = await measureMade('made', Number(ROWS), precisionOf(options.precision));
  const precisions = options.precisions === '' ? undefined : await measurePrecisions();
  const scifact = existsSync(options.data) ? await compareScifact() : undefined;
  report({
    bars: {
      pgvector_recall10: atLeast(made.recall, 0.95),
      hybrid_p95_ms: atMost(made.searches['hybrid, 4 at once']?.p95 ?? Number.NaN, 100),
      ...(scifact && { pgvector_same_top10: atLeast(scifact.same, 0.95) }),
    },
    n: {
      ...{ rows: Number(ROWS), queries: Number(QUERIES) },
      ...(scifact && { scifact: scifact.queries }),
    },
    json: options.json,
    versions,
    tables: {
      'load, seconds': made.load,
      'search, ms': made.searches,
      ...(made.cpu && { 'CPU time of a search, ms': made.cpu }),
      'words, share of the exact ten best': made.sameWords,
      'size, MB': made.sizes,
      ...(precisions && { precisions }),
      busy: Math.round(10 * load) / 10,
      ...(hugePages && { 'huge pages': hugePages.areThere }),
      ...(scifact && { 'SciFact, nDCG@10 x 100': scifact.ndcg }),
    },
  });
} finally {
  await pool.end();
  await server?.stop();
  hugePages?.release();
}

/** @param {string} name */
function precisionOf(name) {
  const precision = PRECISIONS.find((known) => known === name);
  if (precision) return precision;
  throw new Error(`There is no precision "${name}".`);
}

/**
 * @param {string} name
 * @param {number} rows
 * @param {typeof PRECISIONS[number]} precision
 */
async function measureMade(name, rows, precision) {
  const corpus = madeCorpus(1);
  const queries = madeQueries(corpus);
  const documents = function* () {
    for (let i = 0; i < rows; i += 1) {
      const vector = corpus.vector();
      const text = corpus.text();
      yield { id: `d${i}`, text, item: { title: text.slice(0, 40), group: i % 100, half: i % 2 }, vector };
    }
  };
  if (!(await isLoaded(name, rows))) await loadMade(name, rows, precision, documents());
  await completeGraph(name, precision);
  const load = await remembered(name);
  const ask = searchClient(name);
  await timed(queries.slice(0, 80), 4, (query) => ask({ mode: 'hybrid', ...query })); // what was loaded long ago, and connections
  /** @type {Record<string, { median: number, p95: number }>} */
  const searches = {};
  for (const mode of MODES)
    for (const atOnce of [1, 4])
      searches[`${mode}${atOnce > 1 ? `, ${atOnce} at once` : ''}`] = await timed(queries, atOnce, (query) =>
        ask({ mode, ...query }),
      );
  const filters = { 'hybrid, one item in a hundred': { group: 7 }, 'hybrid, one item in two': { half: 1 } };
  for (const [how, filter] of Object.entries(filters))
    searches[how] = await timed(queries.slice(0, EXACT), 1, (query) =>
      ask({ mode: 'hybrid', ...query, filter }),
    );
  return {
    load,
    searches,
    cpu: await cpuTimes(name, queries),
    recall: await recall(name, queries.slice(0, EXACT)),
    sameWords: await sameWords(name, queries.slice(0, EXACT)),
    sizes: await sizes(name),
  };
}

/**
 * The CPU time of a search, which a busy machine stretches less than it does the time that passes. Where the server runs on
 * another machine, or not on Linux, there is none.
 * @param {string} name
 * @param {readonly Query[]} queries
 */
async function cpuTimes(name, queries) {
  const one = new pg.Pool({ connectionString: server?.url ?? options.url, max: 1 });
  try {
    const { rows } = await one.query('select pg_backend_pid() as pid');
    const file = `/proc/${rows[0].pid}/schedstat`;
    if (!existsSync(file)) return undefined;
    const serverMs = () => Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6;
    const ask = searchClient(name, one);
    /** @type {Record<string, { 'PostgreSQL, mean': number, 'PostgreSQL, p95': number, 'handler, mean': number }>} */
    const table = {};
    for (const mode of MODES) {
      /** @type {number[]} */
      const times = [];
      const before = process.cpuUsage();
      for (const query of queries) {
        const start = serverMs();
        await ask({ mode, ...query });
        times.push(serverMs() - start);
      }
      const { user, system } = process.cpuUsage(before);
      table[mode] = {
        'PostgreSQL, mean': round(mean(times)),
        'PostgreSQL, p95': round(percentile(times, 0.95)),
        'handler, mean': round((user + system) / 1e3 / queries.length),
      };
    }
    return table;
  } finally {
    await one.end();
  }
}

/** @param {ReturnType<typeof madeCorpus>} corpus @returns {Query[]} */
function madeQueries(corpus) {
  return Array.from({ length: Number(QUERIES) }, () => ({ text: corpus.text(4), vector: corpus.vector() }));
}

/** The same vectors in each precision, without texts: memory, building, recall and time. */
async function measurePrecisions() {
  /** @type {Record<string, Record<string, number>>} */
  const table = {};
  const queries = madeQueries(madeCorpus(1));
  for (const precision of options.precisions.split(',').map(precisionOf)) {
    const name = precision === options.precision ? 'made' : `made_${precision}`;
    if (name !== 'made') await derive(name, precision);
    const graph = (await remembered(name)).graph;
    const ask = searchClient(name);
    for (const query of queries.slice(0, 20)) await ask({ mode: 'semantic', ...query }); // what was read long ago
    const alone = await timed(queries, 1, (query) => ask({ mode: 'semantic', ...query }));
    const together = await timed(queries, 4, (query) => ask({ mode: 'semantic', ...query }));
    const { rows } = await pool.query(
      `select round(pg_relation_size(indrelid) / 1e6)::int as vectors, round(pg_relation_size(indexrelid) / 1e6)::int as graph
       from pg_index where indexrelid = $1::regclass`,
      [await graphOf(name)],
    );
    table[precision] = {
      'vectors, MB': rows[0].vectors,
      'graph, MB': rows[0].graph,
      ...(graph !== undefined && { 'to build the graph, s': graph }),
      recall: Math.round((await recall(name, queries.slice(0, EXACT))) * 1e4) / 1e4,
      'median, ms': alone.median,
      'p95, ms': alone.p95,
      'p95 with 4 at once, ms': together.p95,
    };
  }
  return table;
}

/**
 * Makes an index of the many vectors in another precision, or takes an earlier run's. It is of views, and of one more graph;
 * and of vectors too where the many are stored in another type. Those are rounded to 16 bits, unless the many are `single`.
 * @param {string} name
 * @param {typeof PRECISIONS[number]} precision
 */
async function derive(name, precision) {
  const { rows } = await pool.query('select to_regnamespace($1) is not null as exists', [name]);
  if (rows[0].exists) return;
  const client = await pool.connect();
  try {
    await client.query('begin'); // so that half of it is not taken for an earlier run's
    const { type } = parts.STORAGE[precision];
    const isShared = type === parts.STORAGE[precisionOf(options.precision)].type;
    await client.query(`
      create schema ${name};
      create table ${name}.facts as select * from made.facts;
      update ${name}.facts set precision = '${precision}';
      create view ${name}.items as select * from made.items`);
    await client.query(
      isShared
        ? `create view ${name}.passages as select * from made.passages`
        : `create table ${name}.passages as
             select hash, passage, start_at, end_at, vector::vector::${type}(${MODEL.dimensions}) as vector from made.passages;
           alter table ${name}.passages add primary key (hash, passage)`,
    );
    const table = isShared ? 'made.passages' : `${name}.passages`;
    await buildGraph(client, { name, graph: `${name}_vector`, table, precision });
    await client.query('commit');
    await client.query(`vacuum analyze ${table}`);
  } finally {
    client.release();
  }
}

/**
 * Builds the graph of a load that was broken off before that.
 * @param {string} name
 * @param {typeof PRECISIONS[number]} precision
 */
async function completeGraph(name, precision) {
  const { rows } = await pool.query('select to_regclass($1) is not null as exists', [
    `${name}.passages_vector`,
  ]);
  if (rows[0].exists) return;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await buildGraph(client, { name, graph: 'passages_vector', table: `${name}.passages`, precision });
    await client.query('commit');
    for (const table of ['items', 'passages', 'postings', 'terms', 'stems'])
      await client.query(`vacuum analyze ${name}.${table}`);
  } finally {
    client.release();
  }
}

/**
 * Builds a graph inside of a transaction, and keeps how long that took.
 * @param {import('pg').ClientBase} client
 * @param {{ name: string, graph: string, table: string, precision: typeof PRECISIONS[number] }} what
 */
async function buildGraph(client, { name, graph, table, precision }) {
  await client.query(`set local maintenance_work_mem = '${MEMORY_MB}MB'`);
  const start = performance.now();
  await client.query(parts.graphStatement(table, graph, MODEL, precision));
  await remember(client, name, { ...(await remembered(name)), graph: secondsSince(start) });
}

/** The graph of an index, whose table may be another's. @param {string} name */
async function graphOf(name) {
  const known =
    name === 'made' ? ['made.passages_vector'] : [`made.${name}_vector`, `${name}.${name}_vector`];
  const { rows } = await pool.query(
    `select name from unnest($1::text[]) name where to_regclass(name) is not null`,
    [known],
  );
  return String(rows[0]?.name);
}

/**
 * Keeps seconds with a schema, for runs that use what this one has loaded.
 * @param {{ query: import('pg').ClientBase['query'] }} client
 * @param {string} name
 * @param {Record<string, number>} seconds
 */
async function remember(client, name, seconds) {
  await client.query(`comment on schema ${name} is '${JSON.stringify(seconds)}'`);
}

/** @param {string} name @returns {Promise<Record<string, number>>} */
async function remembered(name) {
  const { rows } = await pool.query(
    `select obj_description(to_regnamespace($1), 'pg_namespace') as seconds`,
    [name],
  );
  return JSON.parse(rows[0].seconds ?? '{}');
}

/**
 * @param {readonly Query[]} queries
 * @param {number} atOnce
 * @param {(query: Query) => Promise<unknown>} ask
 */
async function timed(queries, atOnce, ask) {
  /** @type {number[]} */
  const times = [];
  const waiting = queries.values();
  const worker = async () => {
    for (const query of waiting) {
      const before = performance.now();
      await ask(query);
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { median: round(median(times)), p95: round(percentile(times, 0.95)) };
}

/**
 * Whether an earlier run has left what this one would load.
 * @param {string} name
 * @param {number} rows
 */
async function isLoaded(name, rows) {
  const facts = await parts
    .createPostgresIndex({ pool, name, model: MODEL })
    .facts()
    .catch(() => undefined);
  return facts?.documents === rows;
}

/**
 * Loads, and keeps how many seconds that took, by its parts.
 * @param {string} name
 * @param {number} rows
 * @param {typeof PRECISIONS[number]} precision
 * @param {Iterable<import('../../src/server/index.js').IndexDocument<object>>} documents
 */
async function loadMade(name, rows, precision, documents) {
  const start = performance.now();
  let written = start;
  let [words, graph] = [0, 0];
  const timed = timedPool((text, seconds) => {
    if (/\busing hnsw\b/.test(text)) graph += seconds;
    else if (/^(create|alter|vacuum)\b/.test(text.trim())) words += seconds;
  });
  await parts.createPostgresIndex({ pool: timed, name, model: MODEL, precision }).load(documents, {
    memory: MEMORY_MB,
    onProgress(count) {
      written = performance.now();
      if (count % 10_000 === 0) process.stderr.write(`\rmade: ${count} of ${rows} documents written `);
    },
  });
  await remember(pool, name, {
    documents: round((written - start) / 1000),
    'other indexes': round(words),
    graph: round(graph),
    'all in all': secondsSince(start),
  });
}

/**
 * The pool, with clients whose statements are timed.
 * @param {(text: string, seconds: number) => void} onStatement
 * @returns {import('../../src/server/pool.js').PoolLike}
 */
function timedPool(onStatement) {
  return {
    query: (text, values) => pool.query(text, values),
    async connect() {
      const client = await pool.connect();
      return {
        async query(text, values) {
          const start = performance.now();
          const result = await client.query(text, values);
          if (typeof text === 'string') onStatement(text, (performance.now() - start) / 1000);
          return result;
        },
        release: (error) => client.release(error),
        on: (event, listener) => client.on(event, listener),
        removeListener: (event, listener) => client.removeListener(event, listener),
      };
    },
  };
}

/** @param {number} start */
function secondsSince(start) {
  return round((performance.now() - start) / 1000);
}

/** The share of the ten nearest passages, by comparing all, that a search finds. @param {string} name @param {readonly Query[]} queries */
async function recall(name, queries) {
  const ask = searchClient(name);
  let found = 0;
  for (const { text, vector } of queries) {
    const ids = await ask({ mode: 'semantic', text, vector });
    const nearest = await exactly(
      `select i.id from (
         select hash from ${name}.passages order by vector::vector <#> $1::vector limit 10) p
       join ${name}.items i using (hash)`,
      [JSON.stringify(Array.from(vector))],
    );
    found += overlap(ids, nearest);
  }
  return found / (10 * queries.length);
}

/**
 * The share of the ten best by words, of all postings, that a search finds which reads the best of them.
 * @param {string} name
 * @param {readonly Query[]} queries
 */
async function sameWords(name, queries) {
  const ask = searchClient(name);
  let [found, wanted] = [0, 0];
  for (const { text, vector } of queries) {
    const ids = await ask({ mode: 'lexical', text, vector });
    const { hits } = await parts.transaction(pool, (client) =>
      parts.runSearch(client, `"${name}"`, {
        ...{ query: text, mode: 'lexical', limit: 10, prefix: false, fusion: 'weighted-mean', semanticWeight: 0.7 },
        maxScanned: Number.POSITIVE_INFINITY,
      }),
    );
    const best = hits.map(({ id }) => id);
    found += overlap(ids, best);
    wanted += best.length;
  }
  return Math.round((found / wanted) * 1e4) / 1e4;
}

/** The ids that a statement gives without the graph. @param {string} text @param {unknown[]} values */
function exactly(text, values) {
  return parts.transaction(pool, async (client) => {
    await client.query('set local enable_indexscan = off');
    const { rows } = await client.query(text, values);
    return rows.map(({ id }) => String(id));
  });
}

async function compareScifact() {
  const { documents, queries, judgements } = await scifactVectors(options.data);
  const engine = new parts.SearchEngine();
  engine.documents.put(
    documents.map(({ text }, docId) => ({ docId, text })),
    true,
  );
  for (const [docId, { passages }] of documents.entries()) {
    const data = new Float32Array(passages.length * MODEL.dimensions);
    for (const [i, { vector }] of passages.entries()) data.set(vector, i * MODEL.dimensions);
    const spans = passages.map(({ start, end }) => ({ start, end }));
    const { dimensions } = MODEL;
    await engine.vectors.put({
      documents: [{ docId, passages: spans }],
      data,
      dimensions,
      precision: 'float32',
    });
  }
  const index = parts.createPostgresIndex({ pool, name: 'scifact', model: MODEL });
  await index.load(documents.map((document) => ({ ...document, item: {} })));
  const ask = searchClient('scifact');
  let [same, places] = [0, 0];
  /** @type {{ local: number[], server: number[] }} */
  const gains = { local: [], server: [] };
  for (const { id, text, vector } of queries) {
    const { hits } = await engine.search(
      {
        ...{ query: text, vector, mode: 'hybrid', limit: 10, minScore: Number.NEGATIVE_INFINITY },
        ...{ prefix: false, fusion: 'weighted-mean', semanticWeight: 0.7, searchId: 0 },
      },
      () => false,
    );
    const local = hits.map(({ docId }) => documents[docId]?.id ?? '');
    const remote = await ask({ mode: 'hybrid', text, vector });
    same += local.filter((id, rank) => remote[rank] === id).length;
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
 * Asks the handler as a page does.
 * @param {string} name
 * @returns {(question: { mode: 'semantic' | 'lexical' | 'hybrid', text: string, vector: Float32Array, filter?: object }) => Promise<string[]>}
 */
function searchClient(name, ofPool = pool) {
  const handler = parts.createSearchHandler({ pool: ofPool, name });
  return async ({ mode, text, vector, filter }) => {
    const semantic = mode !== 'lexical' && { space: MODEL.space, vector: parts.vectorToText(vector) };
    const response = await handler(
      new Request('http://127.0.0.1/search', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'search', query: text, mode, ...semantic, ...(filter && { filter }) }),
      }),
    );
    if (!response.ok) throw new Error(await response.text());
    const { hits } = await response.json();
    return hits.map((/** @type {{ id: string }} */ { id }) => id);
  };
}

/**
 * @param {readonly string[]} found
 * @param {readonly string[]} wanted
 */
function overlap(found, wanted) {
  return found.filter((id) => wanted.includes(id)).length;
}

/** Without the graphs of other precisions over the same rows. @param {string} name */
async function sizes(name) {
  const { rows } = await pool.query(
    `select relname, round(pg_relation_size(c.oid) / 1e6)::int as size
     from pg_class c join pg_namespace n on n.oid = relnamespace
     where nspname = $1 and relkind in ('r', 'i') and not starts_with(relname, $1 || '_') order by size desc limit 12`,
    [name],
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
