import { EmbedError } from '../engine/errors.js';
import type { IndexDocument } from './documents.js';
import { fillTables } from './fillTables.js';
import type { LoadIndexOptions, LoadTarget } from './loadOptions.js';
import { assertOwn } from './ownSchema.js';
import { type ClientLike, type PoolLike, withClient } from './pool.js';
import { createTables, schemaOf } from './schema.js';
import { languageOf } from './storedWords.js';
import { createIndexes } from './tableIndexes.js';
import { countTerms } from './terms.js';
import { jobsOf } from './WorkQueue.js';

/** Fills another schema, and puts it in the place of the index's when it is complete. */
export async function loadIndex<T>(
  pool: PoolLike,
  target: LoadTarget,
  documents: Iterable<IndexDocument<T>> | AsyncIterable<IndexDocument<T>>,
  options: LoadIndexOptions = {},
): Promise<void> {
  const { name, vectors, precision, language: tag } = target;
  const { signal, memory = 1_024 } = options;
  signal?.throwIfAborted();
  const [schema, filling] = [schemaOf(name), schemaOf(name, '__loading')];
  const language = await languageOf(tag);
  await withClient(pool, async (client) => {
    await lock(client, filling);
    try {
      await assertOwn(client, schema, name);
      await client.query('create extension if not exists vector');
      await client.query(`drop schema if exists ${filling} cascade`);
      await createTables(client, filling, vectors, { precision, language: tag });
      const typicalLength = await fillTables(
        client,
        filling,
        { ...target, words: language },
        documents,
        options,
      );
      await client.query(`set maintenance_work_mem = '${Math.max(1, Math.round(memory))}MB'`);
      signal?.throwIfAborted();
      await countTerms(client, filling, language);
      await finish(client, filling, signal, () =>
        createIndexes(client, filling, vectors, { precision, typicalLength }),
      );
      await swap(client, { name, schema, filling });
    } catch (error) {
      await client.query(`rollback; drop schema if exists ${filling} cascade`).catch(() => {}); // the first error says why
      throw described(error);
    } finally {
      const undo = 'reset maintenance_work_mem; select pg_advisory_unlock_all()';
      await client.query(undo).catch(() => {}); // a connection that was lost has no settings and no lock
    }
  });
}

/** One load at a time. */
async function lock(client: ClientLike, filling: string): Promise<void> {
  const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as is_ours', [
    filling,
  ]);
  if (rows[0]?.is_ours) return;
  throw new EmbedError('invalid-input', 'This index is being loaded by someone else. Wait for that to end.');
}

async function finish(
  client: ClientLike,
  schema: string,
  signal: AbortSignal | undefined,
  index: () => Promise<void>,
): Promise<void> {
  signal?.throwIfAborted();
  await index();
  signal?.throwIfAborted();
  for (const table of ['items', 'passages', 'postings', 'terms', 'stems'])
    await client.query(`vacuum analyze ${schema}.${table}`); // scans of the index alone need the former
}

/**
 * Searches that run meanwhile end on the old index; the next ones find the new one. All of them read the facts first: once these
 * are locked no search is in the old tables, which are dropped one by one, and none waits there for what waits for it.
 */
async function swap(
  client: ClientLike,
  { name, schema, filling }: { readonly name: string; readonly schema: string; readonly filling: string },
): Promise<void> {
  const jobs = jobsOf(name);
  await client.query('begin');
  const { rows } = await client.query(
    'select to_regclass($1) is not null as replaces, to_regclass($2) is not null as has_jobs',
    [`${schema}.facts`, jobs],
  );
  if (rows[0]?.replaces) await client.query(`lock table ${schema}.facts in access exclusive mode`);
  await assertOwn(client, schema, name);
  await client.query(`drop schema if exists ${schema} cascade`);
  await client.query(`alter schema ${filling} rename to ${schema}`);
  if (rows[0]?.has_jobs) await client.query(`delete from ${jobs}`); // they are of texts that may be gone
  await client.query('commit');
}

function described(error: unknown): unknown {
  const { code, detail } = Object(error);
  if (code === '23505') {
    const [, id = ''] = /^Key \(id\)=\((.*)\) is duplicated\.$/s.exec(String(detail)) ?? [];
    return new EmbedError('invalid-input', `Two documents have the id "${id}". Each needs one of its own.`, {
      details: { id },
      cause: error,
    });
  }
  // Classes 22 and 54: data that a type, or PostgreSQL itself, cannot hold.
  if (!/^(22|54)...$/.test(String(code))) return error;
  return new EmbedError('invalid-input', 'PostgreSQL cannot store one of the documents.', { cause: error });
}
