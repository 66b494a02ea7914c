import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';

/** A database of its own for the tests of a file, and a pool of connections to it. */
export function testDatabase(): { readonly pool: pg.Pool; readonly url: string } {
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  const url = new URL(inject('postgresUrl'));
  url.pathname = name;
  const pool = new pg.Pool({ connectionString: url.href });
  beforeAll(() => administer(`create database ${name}`));
  afterAll(async () => {
    await pool.end();
    await administer(`drop database ${name} with (force)`);
  });
  return { pool, url: url.href };
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
