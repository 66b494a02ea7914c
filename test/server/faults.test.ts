import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defer } from '../../src/engine/utils/promises.js';
import { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
import { createSearchHandler } from '../../src/server/createSearchHandler.js';
import { enqueueMissing } from '../../src/server/enqueueMissing.js';
import { runIndexWorker } from '../../src/server/runIndexWorker.js';
import { type PostgresServer, startPostgres } from '../../tools/postgres.mjs';
import { watchLoop } from '../server-faults/loop.mjs';
import { post, Tally } from '../server-faults/requests.mjs';
import { SCENARIOS, type World } from '../server-faults/scenarios.mjs';
import { scriptedEmbedder } from '../support/scriptedEmbedder.js';
import { syntheticDocuments } from '../support/syntheticCorpus.js';
import { eventually } from '../support/until.js';

// The short form of `npm run test:server-faults`: a real PostgreSQL of its own, since it is killed, restarted and frozen. An
// error that nobody catches fails the run.

const model = { space: 'made', dimensions: 16 };
const documents = syntheticDocuments(100, 16);
const question = { type: 'search', mode: 'lexical', query: 'w1 w2' };
let server: PostgresServer;
let world: World;

beforeAll(async () => {
  server = await startPostgres();
  world = {
    server,
    url: server.url,
    handlerOf: ({ pool, ...options }) =>
      createSearchHandler({ pool, name: 'faulty', onError: () => {}, ...options }),
    question,
    schema: 'faulty',
    rounds: 1,
  };
  await withPool(({ pool }) => createPostgresIndex({ pool, name: 'faulty', model }).load(documents));
});

afterAll(async () => {
  server.thaw();
  await server.stop();
});

async function withPool<T>(use: (given: { pool: pg.Pool }) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: server.url });
  try {
    return await use({ pool });
  } finally {
    await pool.end();
  }
}

/** What a connection that was ended says: the server's word, or the system's where that was lost. */
const LOST = /terminat|ECONNRESET/;

/** Ends all connections but its own. */
async function killAll(pool: pg.Pool): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'`,
  );
  await client.end();
  await eventually(() => expect(pool.idleCount).toBe(0));
}

describe('requests are answered in time, and the next one works, when', () => {
  test.each(Object.entries(SCENARIOS))('%s', async (_, scenario) => {
    const { outcomes, wrong } = await scenario(world);
    const tally = new Tally();
    tally.add(outcomes);
    expect(wrong).toEqual([]);
    expect(tally).toMatchObject({ late: 0, hung: 0 });
  });
});

describe('a writer whose connection is lost rejects, and works when it is called again:', () => {
  test('a load', () =>
    withPool(async ({ pool }) => {
      const index = createPostgresIndex({ pool, name: 'lost_load', model });
      const half = async function* () {
        yield* documents.slice(0, 50);
        await killAll(pool);
        yield* documents.slice(50);
      };
      await expect(index.load(half())).rejects.toThrow(LOST);
      await index.load(documents);
      expect(await index.facts()).toMatchObject({ documents: 100 });
    }));

  test('a put that waits for another writer', () =>
    withPool(async ({ pool }) => {
      const index = createPostgresIndex({ pool, name: 'lost_put', model });
      await index.create();
      const blocker = await pool.connect();
      blocker.on('error', () => {});
      await blocker.query('begin; lock table lost_put.facts');
      const put = index.put(documents.slice(0, 3));
      const rejected = expect(put).rejects.toThrow(LOST);
      await eventually(async () => {
        const { rows } = await pool.query(
          `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock'`,
        );
        expect(rows[0].n).toBe(1);
      });
      await killAll(pool);
      await rejected;
      blocker.release(true);
      await index.put(documents.slice(0, 3));
      expect(await index.facts()).toMatchObject({ documents: 3 });
    }));
});

test('work goes on after a restart of the database', () =>
  withPool(async ({ pool }) => {
    const scripted = { ...model, id: 'scripted', maxTokens: 1_000, semanticWeight: 0.7, semantic: true };
    const texts = documents.map(({ passages: _, ...document }) => document);
    const index = createPostgresIndex({ pool, name: 'worked', model });
    await index.load(texts);
    await enqueueMissing({ pool, name: 'worked', batchSize: 8 });
    const isHalf = defer<void>();
    const embedder = scriptedEmbedder(scripted, {});
    const working = runIndexWorker({
      ...{ pool, name: 'worked', embedder, textsAtOnce: 4, waitMs: 20 },
      onProgress: (done) => done >= 40 && isHalf.resolve(),
    });
    await isHalf.promise;
    await server.restart();
    await working;
    expect(await index.facts()).toMatchObject({ documents: 100, embedded: 100 });
  }));

test('a query of thousands of words over long texts leaves the event loop to others', () =>
  withPool(async ({ pool }) => {
    const words = (count: number) => Array.from({ length: count }, (_, i) => `v${i % 3_000}`).join(' ');
    const long = Array.from({ length: 100 }, (_, i) => ({ id: `${i}`, text: words(5_000), item: {} }));
    await createPostgresIndex({ pool, name: 'long', model }).load(long);
    const handler = createSearchHandler({ pool, name: 'long', timeoutMs: 30_000 });
    const asked = { type: 'search', mode: 'lexical', query: words(2_830).slice(0, 9_999), limit: 100 };
    await post(handler, asked); // what is compiled first
    const watch = watchLoop();
    const { status, body } = await post(handler, asked);
    expect(watch.stop()).toBeLessThan(50);
    expect([status, body.hits.length]).toEqual([200, 100]);
  }));
