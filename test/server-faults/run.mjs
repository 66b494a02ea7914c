// npm run test:server-faults: what a database and its clients can do to a search handler, in a real PostgreSQL that is started
// for this, killed, restarted and frozen.
//   process_deaths: errors that nobody caught, each of which ends a process.
//   leaks_between_tenants: answers that tell of what `authorize` does not permit, to random requests and permissions.
//   event_loop_block_ms: the longest turn of the event loop, in CPU time.
//   late_answers: more than 100 ms past their deadline, by a timer of this process.
//   hung: no answer 10 s past it.
//   wrong: whatever else is not as it should be, such as a request after the fault that does not work.
//
//   --rounds N       how often each fault comes (default 5)
//   --questions N    of tenants (default 2000)
//   --json           one JSON object

import { parseArgs } from 'node:util';
import pg from 'pg';
import { bundleForNode } from '../../tools/bundle-for-node.mjs';
import { startPostgres } from '../../tools/postgres.mjs';
import { atMost, report } from '../../tools/report.mjs';
import { watchLoop } from './loop.mjs';
import { post, Tally } from './requests.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { findLeaks, NO_PERMISSION, TENANT_MODEL, tenantDocuments } from './tenants.mjs';
import { lostWriters } from './writers.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    questions: { type: 'string', default: '2000' },
  },
});
const QUESTIONS = Number(options.questions);
const MODEL = { space: 'long', dimensions: 4 };

/** @type {typeof import('./parts.js')} */
const parts = await import(
  await bundleForNode('test/server-faults/parts.ts', 'test/server-faults/dist/parts.js')
);
/** @type {string[]} */
const deaths = [];
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error) => deaths.push(`${event}: ${error?.stack ?? error}`));

const server = await startPostgres();
const say = (/** @type {unknown} */ what) => options.json || console.error(what);
const tally = new Tally();
/** @type {string[]} */
const wrong = [];
try {
  await load();
  const leaks = await withPool((pool) => findLeaks(handlers(pool), tenantIndexes()));
  say(`tenants: ${leaks.length} leaks`);
  const longestTurn = await faults();
  const blocked = await longQuery();
  for (const line of [...deaths, ...leaks, ...wrong]) console.error(line);
  report({
    bars: {
      process_deaths: atMost(deaths.length, 0),
      leaks_between_tenants: atMost(leaks.length, 0),
      event_loop_block_ms: atMost(Math.max(longestTurn, blocked), 50),
      late_answers: atMost(tally.late, 0),
      hung: atMost(tally.hung, 0),
      wrong: atMost(wrong.length, 0),
    },
    n: {
      rounds: Number(options.rounds),
      requests: tally.requests,
      questions: QUESTIONS,
      permissions: NO_PERMISSION.length,
    },
    json: options.json,
    versions: await withPool(serverVersions),
    tables: { answers: tally.statuses },
  });
  if (deaths.length + leaks.length + wrong.length + tally.late + tally.hung > 0) process.exitCode = 1;
} finally {
  server.thaw();
  await server.stop();
}

/** @template T @param {(pool: pg.Pool) => Promise<T>} use */
async function withPool(use) {
  const pool = new pg.Pool({ connectionString: server.url });
  try {
    return await use(pool);
  } finally {
    await pool.end();
  }
}

function load() {
  const { alone, together } = tenantDocuments(100);
  return withPool(async (pool) => {
    for (const [name, documents] of Object.entries({ alone, together }))
      await parts.createPostgresIndex({ pool, name, model: TENANT_MODEL }).load(documents);
    const long = Array.from({ length: 100 }, (_, i) => ({ id: `${i}`, text: words(5_000), item: {} }));
    await parts.createPostgresIndex({ pool, name: 'long', model: MODEL }).load(long);
  });
}

/** @param {number} count */
function words(count) {
  return Array.from({ length: count }, (_, i) => `v${i % 3_000}`).join(' ');
}

function tenantIndexes() {
  return { alone: 'alone', together: 'together', questions: QUESTIONS, vectorToText: parts.vectorToText };
}

/** @param {pg.Pool} pool */
function handlers(pool) {
  return (/** @type {() => any} */ authorize, /** @type {string} */ name) =>
    parts.createSearchHandler({ pool, name, authorize, onError: () => {} });
}

/** All faults. @returns {Promise<number>} the longest turn of the event loop, in milliseconds */
async function faults() {
  /** @type {import('./scenarios.mjs').World} */
  const world = {
    server,
    url: server.url,
    handlerOf: ({ pool, ...settings }) =>
      parts.createSearchHandler({ pool, name: 'together', onError: () => {}, ...settings }),
    question: { type: 'search', mode: 'lexical', query: 'w1 w2 w4' },
    schema: 'together',
    rounds: Number(options.rounds),
  };
  let longest = 0;
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const watch = watchLoop();
    const { outcomes, wrong: found } = await scenario(world);
    const turn = watch.stop();
    longest = Math.max(longest, turn);
    tally.add(outcomes);
    wrong.push(...found.map((line) => `${name}: ${line}`));
    say(`${name}: ${outcomes.length} requests, longest turn ${turn.toFixed(1)} ms`);
  }
  wrong.push(...(await lostWriters(parts, world)));
  return longest;
}

/** A query of thousands of words over long texts. @returns {Promise<number>} the longest turn of the event loop */
function longQuery() {
  return withPool(async (pool) => {
    const handler = parts.createSearchHandler({ pool, name: 'long', timeoutMs: 30_000 });
    const question = { type: 'search', mode: 'lexical', query: words(2_830).slice(0, 9_999), limit: 100 };
    let longest = 0;
    for (let round = 0; round < 3; round += 1) {
      const watch = watchLoop();
      tally.add([await post(handler, question, { timeoutMs: 30_000 })]);
      longest = watch.stop(); // the last one: what is compiled for the first time is compiled then
    }
    say(`long query: longest turn ${longest.toFixed(1)} ms`);
    return longest;
  });
}

/** @param {pg.Pool} pool */
async function serverVersions(pool) {
  const { rows } = await pool.query(
    `select current_setting('server_version') as postgresql, extversion as pgvector
     from pg_extension where extname = 'vector'`,
  );
  return rows[0];
}
