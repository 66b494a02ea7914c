import type { Pool } from 'pg';
import { EmbedError } from '../../engine/index.js';
import { type Command, MODEL_OPTIONS, readArguments, UsageError, withEmbedder } from './command.js';

const OPTIONS = {
  database: { type: 'string', text: 'URL of the PostgreSQL database (default: DATABASE_URL)' },
  name: { type: 'string', text: 'name of the index (default: react_embeddings)' },
  ...MODEL_OPTIONS,
  wait: { type: 'boolean', text: 'wait for more work when none is left, until it is stopped' },
} as const;

/** `npx react-embeddings work`: embeds what an index in PostgreSQL has no vectors for. */
export const workCommand: Command = {
  purpose:
    'Embeds the texts of an index in PostgreSQL that have no vectors, with any number of other workers.',
  usage: '--database postgres://…',
  options: OPTIONS,
  async run(args, signal) {
    const { values } = readArguments(args, OPTIONS, 0);
    const { database = process.env.DATABASE_URL, name, wait = false } = values;
    if (!database) throw new UsageError('Name the database, with --database or in DATABASE_URL.');
    const { enqueueMissing, runIndexWorker } = await import('../../server/index.js').catch(missing);
    await withEmbedder(values, (embedder) =>
      withPool(database, async (pool) => {
        const index = { pool, ...(name !== undefined && { name }) };
        const texts = await enqueueMissing(index);
        console.log(`${texts} texts came into the queue.`);
        const done = await runIndexWorker({ ...index, embedder, signal, untilDone: !wait });
        console.log(`${done} texts were embedded here.`);
      }),
    );
  },
};

/** Ends the pool when `use` is done. */
async function withPool(connectionString: string, use: (pool: Pool) => Promise<void>): Promise<void> {
  const { default: pg } = await import('pg').catch(missing);
  const pool = new pg.Pool({ connectionString });
  try {
    await use(pool);
  } finally {
    await pool.end();
  }
}

function missing(cause: unknown): never {
  const message =
    'This needs the packages pg, pg-boss and pg-copy-streams: npm install pg pg-boss pg-copy-streams.';
  throw new EmbedError('invalid-input', message, { cause });
}
