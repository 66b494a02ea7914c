// The graphs of the same vectors in each precision: building one, and where it is.

import { MEMORY_MB, remember, remembered } from './loading.mjs';
import { secondsSince } from './numbers.mjs';
import { MODEL, parts } from './sources.mjs';

/** @typedef {import('./sources.mjs').Pool} Pool */
/** @typedef {import('./sources.mjs').Precision} Precision */

/** The index that was loaded: the others have its vectors. */
export const LOADED = 'made';

/**
 * Makes an index of the loaded vectors in another precision, or takes an earlier run's. It is of views, and of one more graph;
 * and of vectors too where the loaded ones are stored in another type. Those are rounded to 16 bits, unless they are `single`.
 * @param {Pool} pool
 * @param {{ name: string, precision: Precision, loaded: Precision }} index
 */
export async function derive(pool, { name, precision, loaded }) {
  const { rows } = await pool.query('select to_regnamespace($1) is not null as exists', [name]);
  if (rows[0].exists) return;
  const { type } = parts.STORAGE[precision];
  const isShared = type === parts.STORAGE[loaded].type;
  const table = isShared ? `${LOADED}.passages` : `${name}.passages`;
  await inTransaction(pool, async (client) => {
    await client.query(`
      create schema ${name};
      create table ${name}.facts as select * from ${LOADED}.facts;
      update ${name}.facts set precision = '${precision}';
      create view ${name}.items as select * from ${LOADED}.items`);
    await client.query(
      isShared
        ? `create view ${name}.passages as select * from ${LOADED}.passages`
        : `create table ${name}.passages as
             select hash, passage, start_at, end_at, vector::vector::${type}(${MODEL.dimensions}) as vector from ${LOADED}.passages;
           alter table ${name}.passages add primary key (hash, passage)`,
    );
    await buildGraph(client, { name, graph: `${name}_vector`, table, precision });
  });
  await pool.query(`vacuum analyze ${table}`);
}

/**
 * Builds the graph of a load that was broken off before that.
 * @param {Pool} pool
 * @param {string} name
 * @param {Precision} precision
 */
export async function completeGraph(pool, name, precision) {
  const { rows } = await pool.query('select to_regclass($1) is not null as exists', [
    `${name}.passages_vector`,
  ]);
  if (rows[0].exists) return;
  await inTransaction(pool, (client) =>
    buildGraph(client, { name, graph: 'passages_vector', table: `${name}.passages`, precision }),
  );
  for (const table of ['items', 'passages', 'postings', 'terms', 'stems'])
    await pool.query(`vacuum analyze ${name}.${table}`);
}

/**
 * So that half of it is not taken for an earlier run's.
 * @param {Pool} pool
 * @param {(client: import('pg').PoolClient) => Promise<void>} act
 */
async function inTransaction(pool, act) {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await act(client);
    await client.query('commit');
  } finally {
    client.release();
  }
}

/**
 * Builds a graph inside of a transaction, and remembers how long that took.
 * @param {import('pg').ClientBase} client
 * @param {{ name: string, graph: string, table: string, precision: Precision }} what
 */
async function buildGraph(client, { name, graph, table, precision }) {
  await client.query(`set local maintenance_work_mem = '${MEMORY_MB}MB'`);
  const start = performance.now();
  await client.query(parts.graphStatement(table, graph, MODEL, precision));
  await remember(client, name, { ...(await remembered(client, name)), graph: secondsSince(start) });
}

/**
 * Megabytes of an index's graph and of the vectors that it is over, which may be another index's.
 * @param {Pool} pool
 * @param {string} name
 * @returns {Promise<{ vectors: number, graph: number }>}
 */
export async function graphSizes(pool, name) {
  const known =
    name === LOADED ? [`${LOADED}.passages_vector`] : [`${LOADED}.${name}_vector`, `${name}.${name}_vector`];
  const { rows } = await pool.query(
    `select round(pg_relation_size(indrelid) / 1e6)::int as vectors, round(pg_relation_size(indexrelid) / 1e6)::int as graph
     from pg_index where indexrelid = (
       select to_regclass(name) from unnest($1::text[]) name where to_regclass(name) is not null limit 1)`,
    [known],
  );
  return rows[0];
}
