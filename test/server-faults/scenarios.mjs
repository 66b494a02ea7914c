// What can happen between a search handler and its database. Each scenario gives the outcomes of its requests, and says what
// is not as it should be.

import pg from 'pg';
import { post, repeat } from './requests.mjs';

/**
 * @typedef {object} World
 * @property {import('../../tools/postgres.mjs').PostgresServer} server
 * @property {string} url of the database
 * @property {(options: { pool: pg.Pool, timeoutMs: number } & Record<string, unknown>) => import('./requests.mjs').Handler & { health(): Promise<{ status: string }> }} handlerOf
 * @property {object} question that finds something
 * @property {string} schema of the index
 * @property {number} rounds
 */

/**
 * @typedef {object} Result
 * @property {readonly import('./requests.mjs').Outcome[]} outcomes
 * @property {readonly string[]} wrong
 */

/**
 * @template T
 * @param {World} world
 * @param {pg.PoolConfig} config
 * @param {(pool: pg.Pool) => Promise<T>} use
 */
async function withPool({ url }, config, use) {
  const pool = new pg.Pool({ connectionString: url, ...config }); // without a listener, as apps forget it
  try {
    return await use(pool);
  } finally {
    await pool.end();
  }
}

/** @param {World} world @param {(client: pg.Client) => Promise<void>} use */
async function asAdmin({ url }, use) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

const OTHERS = `from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
  and backend_type = 'client backend'`;

/** @param {readonly import('./requests.mjs').Outcome[]} outcomes @param {readonly number[]} allowed */
function unexpected(outcomes, allowed) {
  return outcomes
    .filter(({ status }) => !allowed.includes(status))
    .map(({ status, body }) => `${status} ${JSON.stringify(body)}`);
}

/** @param {World} world @param {import('./requests.mjs').Handler} handler */
async function worksAgain(world, handler) {
  const { status } = await post(handler, world.question);
  return status === 200 ? [] : [`The request after it got ${status}.`];
}

/** Ends all other connections. @param {World} world */
export function killOthers(world) {
  return asAdmin(world, async (client) => {
    await client.query(`select pg_terminate_backend(pid) ${OTHERS}`);
  });
}

/** Backends are killed while searches run. @param {World} world @returns {Promise<Result>} */
export async function killedBackends(world) {
  const timeoutMs = 5_000;
  return withPool(world, { max: 5 }, async (pool) => {
    const handler = world.handlerOf({ pool, timeoutMs });
    let isOver = false;
    const killing = asAdmin(world, async (client) => {
      while (!isOver) await client.query(`select pg_terminate_backend(pid) ${OTHERS}`);
    });
    const outcomes = await repeat(20 * world.rounds, 10, () => post(handler, world.question, { timeoutMs }));
    isOver = true;
    await killing;
    return {
      outcomes,
      wrong: [...unexpected(outcomes, [200, 503]), ...(await worksAgain(world, handler))],
    };
  });
}

/** Connections that nobody uses are killed. @param {World} world @returns {Promise<Result>} */
export async function killedIdle(world) {
  const timeoutMs = 5_000;
  return withPool(world, { max: 5 }, async (pool) => {
    const handler = world.handlerOf({ pool, timeoutMs });
    const outcomes = await repeat(5, 5, () => post(handler, world.question, { timeoutMs }));
    const gone = new Promise((resolve) =>
      pool.on('remove', () => pool.totalCount === 0 && resolve(undefined)),
    );
    await killOthers(world);
    await gone;
    return {
      outcomes,
      wrong: [...unexpected(outcomes, [200]), ...(await worksAgain(world, handler))],
    };
  });
}

/** The server is restarted under load. @param {World} world @returns {Promise<Result>} */
export async function restarted(world) {
  const timeoutMs = 5_000;
  return withPool(world, { max: 5 }, async (pool) => {
    const handler = world.handlerOf({ pool, timeoutMs });
    let isOver = false;
    const asking = repeat(5, 5, async () => {
      /** @type {import('./requests.mjs').Outcome[]} */
      const outcomes = [];
      while (!isOver) outcomes.push(await post(handler, world.question, { timeoutMs }));
      return outcomes;
    });
    await world.server.restart();
    isOver = true;
    const outcomes = (await asking).flat();
    return {
      outcomes,
      wrong: [...unexpected(outcomes, [200, 503]), ...(await worksAgain(world, handler))],
    };
  });
}

/** The database stands still: connections stay open, and nothing comes. @param {World} world @returns {Promise<Result>} */
export async function frozen(world) {
  const timeoutMs = 500;
  return withPool(world, { max: 5 }, async (pool) => {
    const handler = world.handlerOf({ pool, timeoutMs });
    const before = await repeat(2, 2, () => post(handler, world.question, { timeoutMs }));
    world.server.freeze();
    let outcomes;
    let health;
    try {
      outcomes = await repeat(20 * world.rounds, 20, () => post(handler, world.question, { timeoutMs }));
      health = (await handler.health()).status;
    } finally {
      world.server.thaw();
    }
    const wrong = [
      ...unexpected(before, [200]),
      ...unexpected(outcomes, [503]),
      ...(health === 'unavailable' ? [] : [`health() said ${health}.`]),
      ...(await worksAgain(world, world.handlerOf({ pool, timeoutMs: 5_000 }))),
    ];
    return { outcomes, wrong };
  });
}

/** Holds a lock that all searches wait for. @param {World} world @param {() => Promise<void>} use */
async function whileLocked(world, use) {
  await asAdmin(world, async (client) => {
    await client.query(`begin; lock table ${world.schema}.facts in access exclusive mode`);
    await use();
    await client.query('rollback');
  });
}

/** Thirty requests for a pool of five, all of them slow. @param {World} world @returns {Promise<Result>} */
export async function fullPool(world) {
  const timeoutMs = 500;
  return withPool(world, { max: 5 }, async (pool) => {
    const handler = world.handlerOf({ pool, timeoutMs });
    /** @type {import('./requests.mjs').Outcome[]} */
    let outcomes = [];
    await whileLocked(world, async () => {
      outcomes = await repeat(30, 30, () => post(handler, world.question, { timeoutMs }));
    });
    return {
      outcomes,
      wrong: [...unexpected(outcomes, [503]), ...(await worksAgain(world, handler))],
    };
  });
}

/** More than may wait, all at once. @param {World} world @returns {Promise<Result>} */
export async function manyAtOnce(world) {
  const timeoutMs = 20_000;
  return withPool(world, { max: 5 }, async (pool) => {
    const handler = world.handlerOf({ pool, timeoutMs });
    const outcomes = await repeat(200, 200, () => post(handler, world.question, { timeoutMs }));
    const few = world.handlerOf({ pool, timeoutMs, maxQueued: 10 });
    const refused = await repeat(200, 200, () => post(few, world.question, { timeoutMs }));
    const isRefused = refused.filter(({ status, ms }) => status === 503 && ms < timeoutMs / 2).length === 185;
    return {
      outcomes: [...outcomes, ...refused],
      wrong: [
        ...unexpected(outcomes, [200]),
        ...unexpected(refused, [200, 503]),
        ...(isRefused ? [] : ['Not 185 of 200 were refused with 5 clients and 10 places to wait.']),
      ],
    };
  });
}

/** Clients go away: their searches end, and a pool of one client serves the next. @param {World} world @returns {Promise<Result>} */
export async function abortedClients(world) {
  const timeoutMs = 60_000;
  return withPool(world, { max: 1 }, async (pool) => {
    const handler = world.handlerOf({ pool, timeoutMs });
    /** @type {string[]} */
    const wrong = [];
    for (let round = 0; round < world.rounds; round += 1) {
      await whileLocked(world, async () => {
        const clients = Array.from({ length: 20 }, () => new AbortController());
        const asking = clients.map(({ signal }) => post(handler, world.question, { signal, timeoutMs }));
        await isActive(world, (active) => active > 0);
        const start = performance.now();
        for (const client of clients) client.abort();
        await Promise.all(asking);
        if (performance.now() - start > 1_000) wrong.push('Aborted requests were answered late.');
        await isActive(world, (active) => active === 0);
      });
      wrong.push(...(await worksAgain(world, handler)));
    }
    return { outcomes: [], wrong };
  });
}

/** Waits until so many searches wait for the lock. @param {World} world @param {(active: number) => boolean} isSo */
async function isActive(world, isSo) {
  await asAdmin(world, async (client) => {
    const end = performance.now() + 5_000;
    for (;;) {
      const { rows } = await client.query(
        `select count(*)::int as active ${OTHERS} and wait_event_type = 'Lock'`,
      );
      if (isSo(rows[0].active)) return;
      if (performance.now() > end) throw new Error(`${rows[0].active} searches wait for a lock.`);
    }
  });
}

export const SCENARIOS = {
  killedBackends,
  killedIdle,
  restarted,
  frozen,
  fullPool,
  manyAtOnce,
  abortedClients,
};
