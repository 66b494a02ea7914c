// The tables and figures of docs/postgres.md, out of the run of record of `npm run bench:postgres`.

import { duration, figure, percent, size } from './figures.mjs';

/** @typedef {import('./run-tables.mjs').Run} Run */
/** @typedef {import('./run-tables.mjs').Rows} Rows */

/** What words take: their postings, and two indexes of them. */
const WORDS = ['postings', 'postings_impact', 'postings_pkey'];
const ITEMS = ['items', 'items_pkey', 'items_id', 'items_hash', 'items_fields'];
/** How many passages a table of growth goes up to. */
const SCALES = { '10 million': 1e7, '1 billion': 1e9 };

/** @type {Readonly<Record<string, (run: Run) => Rows>>} */
export const POSTGRES_TABLES = {
  postgres: (run) => [
    ['search', 'median, ms', '95 of 100 within, ms'],
    ...Object.entries(run['search, ms']).map(([search, { median, p95 }]) => [
      search,
      ...[median, p95].map(figure),
    ]),
  ],
  'postgres-cpu': (run) => {
    const rows = Object.entries(run['CPU time of a search, ms'] ?? {});
    const columns = Object.keys(rows[0]?.[1] ?? {});
    return [
      ['CPU time, ms', ...columns],
      ...rows.map(([search, values]) => [search, ...columns.map((column) => figure(values[column]))]),
    ];
  },
  'postgres-sizes': (run) => [
    ['table or index', 'MB', 'bytes per passage'],
    ...Object.entries(run['size, MB']).map(([name, megabytes]) => [
      `\`${name}\``,
      figure(megabytes),
      figure(perPassage(run, megabytes)),
    ]),
  ],
  'postgres-precisions': (run) => {
    const precisions = Object.entries(run.precisions);
    const columns = Object.keys(Object.assign({}, ...precisions.map(([, values]) => values)));
    return [
      ['a search by meaning', ...precisions.map(([precision]) => `\`${precision}\``)],
      ...columns.map((column) => [
        column,
        ...precisions.map(([, values]) => (column === 'recall' ? percentOf : figure)(values[column])),
      ]),
    ];
  },
  'postgres-growth': (run) => {
    const { rows } = run.n;
    const megabytes = (/** @type {readonly string[]} */ names) =>
      names.reduce((sum, name) => sum + (run['size, MB'][name] ?? 0), 0);
    const row = (
      /** @type {string} */ what,
      /** @type {(value: number) => string} */ write,
      /** @type {number | undefined} */ measured,
      /** @type {(passages: number) => number} */ growth,
    ) =>
      measured === undefined
        ? []
        : [
            [
              what,
              write(measured),
              ...Object.values(SCALES).map((passages) => write(measured * growth(passages))),
            ],
          ];
    const linear = (/** @type {number} */ passages) => passages / Number(rows);
    const logarithmic = (/** @type {number} */ passages) => Math.log(passages) / Math.log(Number(rows));
    const graph = (/** @type {number} */ passages) => linear(passages) * logarithmic(passages);
    const load = run['load, seconds'] ?? {};
    return [
      ['', `${Number(rows).toLocaleString('en')}, measured`, ...Object.keys(SCALES)],
      ...Object.entries(run.precisions).flatMap(([precision, values]) =>
        row(`graph in \`${precision}\`, in memory`, size, values['graph, MB'], linear),
      ),
      ...row('vectors in 16 bits, on disk', size, run['size, MB'].passages, linear),
      ...row('words, on disk', size, megabytes(WORDS), linear),
      ...row('items, on disk', size, megabytes(ITEMS), linear),
      ...row('to load the documents', duration, load.documents, linear),
      ...row('to build the graph', duration, load.graph, graph),
      ...row('to build the other indexes', duration, load['other indexes'], graph),
      ...row('CPU time of a hybrid search, ms', figure, cpuOf(run), logarithmic),
    ];
  },
};

/** Which run each is out of. */
export const POSTGRES_RUNS = Object.fromEntries(
  Object.keys(POSTGRES_TABLES).map((name) => [name, 'postgres']),
);

/** @type {Readonly<Record<string, (runs: (name: string) => Run) => string>>} */
export const POSTGRES_NUMBERS = {
  'postgres.recall': (runs) => percentOf(runs('postgres').bars.pgvector_recall10?.value),
  'postgres.words': (runs) => percentOf(runs('postgres')['words, share of the exact ten best']),
  'postgres.rows-per-second': (runs) => {
    const { n, 'load, seconds': load } = runs('postgres');
    return Math.round(Number(n.rows) / load.documents).toLocaleString('en');
  },
  'postgres.loaded': (runs) => duration(runs('postgres')['load, seconds']['all in all']),
  'postgres.busy': (runs) => figure(runs('postgres').busy),
};

/** @param {Run} run */
function cpuOf(run) {
  const values = run['CPU time of a search, ms']?.hybrid;
  return values && values['PostgreSQL, mean'] + values['handler, mean'];
}

/** @param {number | undefined} share */
function percentOf(share) {
  return share === undefined ? '' : `${percent(share)}%`;
}

/** @param {Run} run @param {number} megabytes */
function perPassage({ n }, megabytes) {
  return (megabytes * 1e6) / Number(n.rows);
}
