// Loads made documents, unless an earlier run has left them, and remembers how long that took.

import { round, secondsSince } from './numbers.mjs';
import { MODEL, parts } from './sources.mjs';

/** @typedef {import('./sources.mjs').Pool} Pool */

/** For building graphs: one of a million vectors of 384 numbers in half precision has to fit. */
export const MEMORY_MB = 4_000;

/**
 * Whether an earlier run has left what this one would load.
 * @param {Pool} pool
 * @param {string} name
 * @param {number} rows
 */
export async function isLoaded(pool, name, rows) {
  const facts = await parts
    .createPostgresIndex({ pool, name, model: MODEL })
    .facts()
    .catch(() => undefined);
  return facts?.documents === rows;
}

/**
 * Loads, and remembers how many seconds that took, by its parts.
 * @param {Pool} pool
 * @param {{ name: string, rows: number, precision: import('./sources.mjs').Precision }} index
 * @param {Iterable<import('../../src/server/index.js').IndexDocument<object>>} documents
 */
export async function load(pool, { name, rows, precision }, documents) {
  const start = performance.now();
  let written = start;
  let [words, graph] = [0, 0];
  const timed = timedPool(pool, (text, seconds) => {
    if (/\busing hnsw\b/.test(text)) graph += seconds;
    else if (/^(create|alter|vacuum)\b/.test(text.trim())) words += seconds;
  });
  await parts.createPostgresIndex({ pool: timed, name, model: MODEL, precision }).load(documents, {
    memory: MEMORY_MB,
    onProgress(count) {
      written = performance.now();
      if (count % 10_000 === 0) process.stderr.write(`\r${name}: ${count} of ${rows} documents written `);
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
 * @param {Pool} pool
 * @param {(text: string, seconds: number) => void} onStatement
 * @returns {import('../../src/server/pool.js').PoolLike}
 */
function timedPool(pool, onStatement) {
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

/**
 * Stores seconds with a schema, for runs that use what this one has loaded.
 * @param {{ query: import('pg').ClientBase['query'] }} client
 * @param {string} name
 * @param {Record<string, number>} seconds
 */
export async function remember(client, name, seconds) {
  await client.query(`comment on schema ${name} is '${JSON.stringify(seconds)}'`);
}

/**
 * @param {{ query: import('pg').ClientBase['query'] }} client
 * @param {string} name
 * @returns {Promise<Record<string, number>>}
 */
export async function remembered(client, name) {
  const { rows } = await client.query(
    `select obj_description(to_regnamespace($1), 'pg_namespace') as seconds`,
    [name],
  );
  return JSON.parse(rows[0].seconds ?? '{}');
}

/** Megabytes of tables and indexes, without the graphs of other precisions over the same rows. @param {Pool} pool @param {string} name */
export async function sizes(pool, name) {
  const { rows } = await pool.query(
    `select relname, round(pg_relation_size(c.oid) / 1e6)::int as size
     from pg_class c join pg_namespace n on n.oid = relnamespace
     where nspname = $1 and relkind in ('r', 'i') and not starts_with(relname, $1 || '_') order by size desc limit 12`,
    [name],
  );
  return Object.fromEntries(rows.map(({ relname, size }) => [relname, size]));
}
