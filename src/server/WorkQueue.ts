import PgBoss from 'pg-boss';
import type { ClientLike, PoolLike } from './pool.js';
import { schemaOf } from './schema.js';

/** The one queue in the schema of an index's jobs. */
const QUEUE = 'texts';
const SUFFIX = '__jobs';

/** A batch of texts: the digests of those that had no vectors, in hexadecimal digits. */
export interface Batch {
  readonly hashes: readonly string[];
}

/** A batch that this worker has now. */
export interface TakenBatch extends Batch {
  readonly id: string;
  /** How long it is this worker's, in seconds: then it is given to another one. */
  readonly seconds: number;
}

/** Batches of texts in PostgreSQL, by pg-boss. */
export class WorkQueue {
  readonly #pool: PoolLike;
  readonly #boss: PgBoss;
  readonly #jobs: string;

  private constructor(pool: PoolLike, boss: PgBoss, jobs: string) {
    this.#pool = pool;
    this.#boss = boss;
    this.#jobs = jobs;
  }

  /** Opens the queue of an index, which is made where there is none. */
  static async open(pool: PoolLike, name: string): Promise<WorkQueue> {
    const boss = await startBoss(pool, `${name}${SUFFIX}`);
    return new WorkQueue(pool, boss, jobsOf(name));
  }

  /** Adds batches inside of the transaction of `client`. */
  async add(client: Pick<ClientLike, 'query'>, batches: readonly Batch[], seconds: number): Promise<void> {
    const jobs = batches.map((data) => ({
      name: QUEUE,
      data,
      expireInSeconds: seconds,
      retryLimit: 5, // a worker that is killed uses up one
    }));
    if (jobs.length > 0) await this.#boss.insert(jobs, { db: sqlOf(client) });
  }

  /** A batch that no worker has; one whose worker did not finish in time is taken over. */
  async take(): Promise<TakenBatch | undefined> {
    const [job] = await this.#boss.fetch<Batch>(QUEUE);
    if (job) return { id: job.id, hashes: job.data.hashes, seconds: Number(job.expireInSeconds) };
    await this.#boss.expire();
    return undefined;
  }

  async complete({ id }: TakenBatch): Promise<void> {
    await this.#boss.complete(QUEUE, id);
  }

  /** Another worker will try it again, some times. */
  async fail({ id }: TakenBatch, why: string): Promise<void> {
    await this.#boss.fail(QUEUE, id, { why });
  }

  /** Lets batches that failed too often be tried again. */
  async retryFailed(): Promise<void> {
    const { rows } = await this.#pool.query(
      `select id from ${this.#jobs} where name = $1 and state = 'failed'`,
      [QUEUE],
    );
    const ids = rows.map(({ id }) => id as string);
    if (ids.length > 0) await this.#boss.retry(QUEUE, ids);
  }

  /** Whether there are batches to do, also such as others have. */
  async hasWork(): Promise<boolean> {
    const { rows } = await this.#pool.query(
      `select exists (select from ${this.#jobs} where name = $1 and state in ('created', 'retry', 'active')) as has`,
      [QUEUE],
    );
    return rows[0]?.has === true;
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false, wait: false });
  }
}

/** The table of an index's jobs as SQL. */
export function jobsOf(name: string): string {
  return `${schemaOf(name, SUFFIX)}.job`;
}

/** What happens to one of two processes that make the same: unique_violation, deadlock_detected. */
const RACES = ['23505', '40P01'];

/** When several processes create the tables at the same moment, one wins and the others find them. */
async function startBoss(pool: PoolLike, schema: string, attempts = 3): Promise<PgBoss> {
  const boss = new PgBoss({
    db: sqlOf(pool),
    schema,
    supervise: false, // batches that were left behind are looked for when there are no others
    schedule: false,
  });
  boss.on('error', () => {}); // each call rejects with its own
  try {
    await boss.start();
    await boss.createQueue(QUEUE, { name: QUEUE, policy: 'standard' });
    return boss;
  } catch (error) {
    if (!RACES.includes(Object(error).code) || attempts === 1) throw error;
    return startBoss(pool, schema, attempts - 1);
  }
}

function sqlOf(client: Pick<ClientLike, 'query'>): PgBoss.Db {
  return { executeSql: async (text, values) => ({ rows: (await client.query(text, values)).rows }) };
}
