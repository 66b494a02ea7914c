import { EmbedError } from '../engine/errors.js';
import { guardPool, type PoolLike, transaction } from './pool.js';
import { readFacts, schemaOf } from './schema.js';
import { jobsOf, WorkQueue } from './WorkQueue.js';

/** Options of {@link enqueueMissing}. */
export interface EnqueueMissingOptions {
  /** A `Pool` of the package `pg`, borrowed. */
  readonly pool: PoolLike;
  /** @default 'react_embeddings' */
  readonly name?: string;
  /** How many texts a worker takes at once. @default 256 */
  readonly batchSize?: number;
  /**
   * After how many seconds a batch is given to another worker: its own has died, for a living one hands back in time what it
   * cannot finish. Twice what the slowest machine needs for 64 texts, and more.
   * @default 120
   */
  readonly seconds?: number;
}

/** So many texts are looked up in one statement. */
const TEXTS_PER_BATCH = 50_000;

/**
 * Puts the texts of an index that have no vectors into its queue, once each however often it is called, and what failed
 * back into it. The view `progress` in the index's schema then tells how far workers have come.
 * @returns how many texts came in
 */
export async function enqueueMissing(options: EnqueueMissingOptions): Promise<number> {
  const { name = 'react_embeddings', batchSize = 256, seconds = 120 } = options;
  const pool = guardPool(options.pool);
  if (!(Number.isInteger(batchSize) && batchSize > 0 && Number.isInteger(seconds) && seconds > 0))
    throw new EmbedError('invalid-input', 'batchSize and seconds are whole numbers from 1.', {
      details: { batchSize, seconds },
    });
  const schema = schemaOf(name);
  await readFacts(pool, schema);
  const queue = await WorkQueue.open(pool, name);
  try {
    await queue.retryFailed();
    await createProgressView(pool, name);
    let texts = 0;
    while (true) {
      const hashes = await transaction(pool, async (client) => {
        const { rows } = await client.query(
          `insert into ${schema}.wanted
           select distinct hash from ${schema}.items i
           where not exists (select from ${schema}.passages p where p.hash = i.hash)
             and not exists (select from ${schema}.wanted w where w.hash = i.hash)
           limit ${TEXTS_PER_BATCH}
           on conflict do nothing returning encode(hash, 'hex') as hash`,
        );
        const found = rows.map(({ hash }) => hash as string);
        await queue.add(client, batchesOf(found, batchSize), seconds);
        return found;
      });
      if (hashes.length === 0) return texts;
      texts += hashes.length;
    }
  } finally {
    await queue.close();
  }
}

function batchesOf(hashes: readonly string[], size: number) {
  return Array.from({ length: Math.ceil(hashes.length / size) }, (_, i) => ({
    hashes: hashes.slice(i * size, (i + 1) * size),
  }));
}

/** Texts that are waiting are counted once, items are not: several may have the same text. */
async function createProgressView(pool: PoolLike, name: string): Promise<void> {
  const schema = schemaOf(name);
  const textsIn = (state: string) =>
    `(select count(*)::int from ${jobsOf(name)} job, jsonb_array_elements_text(job.data -> 'hashes') as text (hash)
      join ${schema}.wanted on wanted.hash = decode(text.hash, 'hex') where job.state = '${state}')`;
  await transaction(pool, async (client) => {
    await client.query(`select from ${schema}.facts for update`);
    await client.query(`
      create or replace view ${schema}.progress as
      select facts.documents as items, facts.embedded as embedded_items,
        (select count(*)::int from ${schema}.wanted) as waiting_texts,
        ${textsIn('active')} as running_texts,
        ${textsIn('failed')} as failed_texts,
        (select round(coalesce(sum(texts), 0) / 60.0, 1)::float8 from ${schema}.work
         where finished_at > now() - interval '1 minute') as texts_per_second
      from ${schema}.facts`);
  });
}
