// Searches through the handler, as a page asks for them, and how long they take.

import { existsSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { mean } from '../../tools/metrics.mjs';
import { median } from '../../tools/report.mjs';
import { percentile, round } from './numbers.mjs';
import { MODEL, MODES, parts } from './sources.mjs';

/** @typedef {import('./sources.mjs').Query} Query */
/** @typedef {(request: Query & { mode: typeof MODES[number], filter?: object }) => Promise<string[]>} Search the ids of ten hits */

/**
 * @param {import('./sources.mjs').Pool} pool
 * @param {string} name of the index
 * @returns {Search}
 */
export function searchClient(pool, name) {
  const handler = parts.createSearchHandler({ pool, name });
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
 * Milliseconds of a search, with so many at once.
 * @param {readonly Query[]} queries
 * @param {number} atOnce
 * @param {(query: Query) => Promise<unknown>} search
 */
export async function timed(queries, atOnce, search) {
  /** @type {number[]} */
  const times = [];
  const waiting = queries.values();
  const worker = async () => {
    for (const query of waiting) {
      const before = performance.now();
      await search(query);
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { median: round(median(times)), p95: round(percentile(times, 0.95)) };
}

/**
 * The CPU time of a search, which a busy machine stretches less than it does the time that passes. Where the server runs on
 * another machine, or not on Linux, there is none.
 * @param {string | undefined} url of the server
 * @param {string} name of the index
 * @param {readonly Query[]} queries
 */
export async function cpuTimes(url, name, queries) {
  const one = new pg.Pool({ connectionString: url, max: 1 });
  try {
    const { rows } = await one.query('select pg_backend_pid() as pid');
    const file = `/proc/${rows[0].pid}/schedstat`;
    if (!existsSync(file)) return undefined;
    const serverMs = () => Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6;
    const search = searchClient(one, name);
    /** @type {Record<string, { 'PostgreSQL, mean': number, 'PostgreSQL, p95': number, 'handler, mean': number }>} */
    const table = {};
    for (const mode of MODES) {
      /** @type {number[]} */
      const times = [];
      const before = process.cpuUsage();
      for (const query of queries) {
        const start = serverMs();
        await search({ mode, ...query });
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
