import type pg from 'pg';
import { describe, expect, test, vi } from 'vitest';
import { EmbedError } from '../../src/engine/index.js';
import { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
import { syntheticDocuments } from '../support/syntheticCorpus.js';
import { testDatabase } from '../support/testDatabase.js';

const { pool } = testDatabase();
const model = { space: 'made', dimensions: 16 };
const documents = syntheticDocuments(20, 16);
const indexOf = (name: string) => createPostgresIndex({ pool, name, model });
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => error,
  );

describe('a load deletes nothing that is not an index: it refuses', () => {
  const TABLES = {
    shop: 'create schema shop; create table shop.orders (id int); insert into shop.orders values (7)',
    kinds: `create schema kinds; create type kinds.color as enum ('red')`,
    counted:
      'create schema counted; create function counted.one() returns int language sql as $$ select 1 $$',
  };

  test.each(Object.entries(TABLES))('the schema %s of an app', async (name, made) => {
    await pool.query(made);
    const error = await errorOf(indexOf(name).load(documents));
    expect(error).toMatchObject({ code: 'invalid-input', details: { name } });
    await pool.query(`drop schema ${name} cascade`); // fails if the load has dropped it
  });

  test('the schema of an index that an app has put a table into, and says which', async () => {
    const index = indexOf('mixed');
    await index.load(documents);
    await pool.query('create table mixed.orders (id int)');
    await expect(index.load(documents.slice(0, 3))).rejects.toThrow('"orders"');
    expect(await index.facts()).toMatchObject({ documents: 20 });
  });

  test('public, where the extension may be', async () => {
    expect(await errorOf(indexOf('public').load(documents))).toMatchObject({ code: 'invalid-input' });
    await indexOf('after_public').load(documents);
  });

  test('names that another index would use while it is loaded', () => {
    for (const name of ['shop__loading', 'shop__jobs']) expect(() => indexOf(name)).toThrow(EmbedError);
  });

  test('but not an empty schema, which was made for it', async () => {
    await pool.query('create schema prepared');
    await indexOf('prepared').load(documents);
    expect(await indexOf('prepared').facts()).toMatchObject({ documents: 20 });
  });
});

/** Waits until a load waits for a lock that another connection has. */
const untilItWaits = () =>
  vi.waitFor(async () => {
    const { rows } = await pool.query(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and wait_event <> 'advisory'`,
    );
    expect(rows[0].n).toBe(1);
  });

async function searching(client: pg.PoolClient, schema: string): Promise<void> {
  await client.query('begin read only');
  await client.query(`select documents from ${schema}.facts`); // what every search reads first
}

describe('a load that is complete', () => {
  test('waits for searches that run, which may read whatever they have not read yet', async () => {
    const index = indexOf('swapped');
    await index.load(documents);
    const client = await pool.connect();
    try {
      await searching(client, 'swapped');
      const loading = index.load(documents.slice(0, 7));
      await untilItWaits();
      for (const table of ['items', 'passages', 'postings', 'terms', 'stems']) {
        await client.query(`select count(*) from swapped.${table}`);
      }
      const { rows } = await client.query('select count(*)::int as items from swapped.items');
      expect(rows[0].items).toBe(20);
      await client.query('commit');
      await loading;
      expect(await index.facts()).toMatchObject({ documents: 7 });
    } finally {
      client.release();
    }
  });
});

describe('a load is given up', () => {
  test('also while its documents do not come', async () => {
    const index = indexOf('stalled');
    await index.load(documents);
    const controller = new AbortController();
    const ended = vi.fn();
    const stalling = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          controller.abort(new Error('enough'));
          return new Promise<never>(() => {});
        },
        return: async () => {
          ended();
          return { done: true as const, value: undefined };
        },
      }),
    };
    await expect(index.load(stalling, { signal: controller.signal })).rejects.toThrow('enough');
    expect(ended).toHaveBeenCalledOnce();
    expect(await index.facts()).toMatchObject({ documents: 20 });
    await index.load(documents); // nothing holds it
  });

  test('when what hears of its progress throws', async () => {
    const index = indexOf('lost');
    const written = { [Symbol.iterator]: () => documents.values() };
    await expect(
      index.load(written, {
        onProgress() {
          throw new Error('no more');
        },
      }),
    ).rejects.toThrow('no more');
    await index.load(documents);
  });
});
