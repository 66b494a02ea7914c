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

import { existsSync } from 'node:fs';
import os from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startPostgres } from '../../tools/postgres.mjs';
import { atLeast, atMost, report } from '../../tools/report.mjs';
import { reserveHugePages } from './huge-pages.mjs';
import { madeQueries, measureMade } from './made-documents.mjs';
import { round } from './numbers.mjs';
import { measurePrecisions } from './precisions.mjs';
import { compareScifact } from './scifact.mjs';
import { precisionOf } from './sources.mjs';

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
const [rows = 0, queries = 0] = [options.rows, options.queries].map(Number);
const precision = precisionOf(options.precision);
/** As a server of this size would be set, a quarter of the memory; the default of 128 MB is for no machine in particular. */
const SHARED_MB = Math.round(os.totalmem() / 2 ** 20 / 4);
const SETTINGS = { shared_buffers: `${SHARED_MB}MB`, max_wal_size: '16GB', synchronous_commit: 'off' };
/** What the server shares besides its buffers, at most. */
const SHARED_BESIDES_MB = 400;
/** So many exact searches, each of which reads everything. */
const EXACT = 30;

const hugePages = options.url === undefined ? reserveHugePages(SHARED_MB + SHARED_BESIDES_MB) : undefined;
const server =
  options.url === undefined
    ? await startPostgres({
        settings: { ...SETTINGS, huge_pages: hugePages?.areThere ? 'on' : 'off' },
        ...(options.folder !== undefined && { folder: options.folder }),
      })
    : undefined;
const url = server?.url ?? options.url;
const pool = new pg.Pool({ connectionString: url, idleTimeoutMillis: 0 });
try {
  const versions = await serverVersions();
  const load = os.loadavg()[0] ?? 0;
  const made = await measureMade(pool, { url, rows, queries, precision, exact: EXACT });
  const wanted = options.precisions.split(',').filter(Boolean).map(precisionOf);
  const several = { precisions: wanted, loaded: precision, exact: EXACT };
  const precisions =
    wanted.length > 0 ? await measurePrecisions(pool, several, madeQueries(queries)) : undefined;
  const scifact = existsSync(options.data) ? await compareScifact(pool, options.data) : undefined;
  report({
    bars: {
      pgvector_recall10: atLeast(made.recall, 0.95),
      hybrid_p95_ms: atMost(made.searches['hybrid, 4 at once']?.p95 ?? Number.NaN, 100),
      ...(scifact && { pgvector_same_top10: atLeast(scifact.same, 0.95) }),
    },
    n: {
      ...{ rows, queries },
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
      busy: round(load),
      ...(hugePages && { 'huge pages': hugePages.areThere }),
      ...(scifact && { 'SciFact, nDCG@10 x 100': scifact.ndcg }),
    },
  });
} finally {
  await pool.end();
  await server?.stop();
  hugePages?.release();
}

async function serverVersions() {
  await pool.query('create extension if not exists vector');
  const { rows } = await pool.query(
    `select current_setting('server_version') as postgresql, extversion as pgvector
     from pg_extension where extname = 'vector'`,
  );
  return rows[0];
}
