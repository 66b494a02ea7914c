import { asEmbedError, EmbedError, reasonOf } from '../engine/errors.js';
import { l2Normalize } from '../engine/math/l2.js';
import type { Embedder } from '../engine/types.js';
import { putVectors } from './changeIndex.js';
import { isConnectionLost } from './connectionLost.js';
import { assertSpace } from './createPostgresIndex.js';
import type { TextVectors } from './passages.js';
import { guardPool, type PoolLike, transaction } from './pool.js';
import { pause, retryLost } from './retryLost.js';
import { readFacts, schemaOf } from './schema.js';
import { type TakenBatch, WorkQueue } from './WorkQueue.js';

/** Options of {@link runIndexWorker}. */
export interface IndexWorkerOptions {
  /** A `Pool` of the package `pg`, borrowed. */
  readonly pool: PoolLike;
  /** @default 'react_embeddings' */
  readonly name?: string;
  /** What makes the vectors: of the index's model, and not on the hash backend. Borrowed. */
  readonly embedder: Embedder;
  /**
   * How many texts are embedded before their vectors are written: what is lost when a worker is killed.
   * @default 64
   */
  readonly textsAtOnce?: number;
  /** How many tokens at most a passage of a long text repeats of the one before it. @default 32 */
  readonly overlap?: number;
  /**
   * Ends when nothing is left to do, also by other workers; else waits for what comes.
   * @default true
   */
  readonly untilDone?: boolean;
  /** How long it waits before it looks for work again, in milliseconds. @default 1000 */
  readonly waitMs?: number;
  /**
   * How long it waits for a database that was lost to come back, in milliseconds, trying again in ever longer intervals.
   * @default 600000
   */
  readonly maxOutageMs?: number;
  /** Is called with the number of texts that this call has embedded so far. */
  readonly onProgress?: (texts: number) => void;
  /** Ends the work: what it has not embedded goes back into the queue. */
  readonly signal?: AbortSignal;
}

/** When so many different batches fail one after another, their texts are not the cause. */
const MAX_FAILURES = 3;

/**
 * Embeds the texts in an index's queue, batch by batch, and writes their vectors. Any number of workers may do so, on any
 * machines. A text that has its vectors is not embedded again; one that a killed worker had is taken over.
 * @returns how many texts were embedded
 * @throws {EmbedError} `space-mismatch`, `backend-unavailable` on the hash backend, as `Embedder.load`; the last reason,
 * when several batches failed one after another; the signal's reason
 */
export async function runIndexWorker(options: IndexWorkerOptions): Promise<number> {
  const { name = 'react_embeddings', embedder, signal } = options;
  const pool = guardPool(options.pool);
  await embedder.load(signal && { signal });
  if (!embedder.model.semantic)
    throw new EmbedError('backend-unavailable', 'Hash vectors have no meaning. Work needs the model itself.');
  assertSpace(await readFacts(pool, schemaOf(name)), embedder.model);
  const queue = await WorkQueue.open(pool, name);
  try {
    return await new Worker(queue, options).run();
  } finally {
    await queue.close();
  }
}

class Worker {
  readonly #queue: WorkQueue;
  readonly #options: IndexWorkerOptions;
  readonly #schema: string;
  #texts = 0;
  /** The batches that failed since one went well. */
  readonly #failed = new Set<string>();

  constructor(queue: WorkQueue, options: IndexWorkerOptions) {
    this.#queue = queue;
    this.#options = options;
    this.#schema = schemaOf(options.name ?? 'react_embeddings');
  }

  async run(): Promise<number> {
    const { signal, untilDone = true, waitMs = 1_000 } = this.#options;
    while (true) {
      signal?.throwIfAborted();
      const batch = await this.#lasting(() => this.#queue.take());
      if (batch) await this.#try(batch);
      else if (untilDone && !(await this.#lasting(() => this.#queue.hasWork()))) return this.#texts;
      else await pause(waitMs, signal);
    }
  }

  /** Does it again once the database is back, if that is what is missing. */
  #lasting<T>(run: () => Promise<T>): Promise<T> {
    const { signal, maxOutageMs = 600_000 } = this.#options;
    return retryLost(run, { maxOutageMs, ...(signal && { signal }) });
  }

  async #try(batch: TakenBatch): Promise<void> {
    const { signal } = this.#options;
    try {
      await this.#embed(batch);
      this.#failed.clear();
    } catch (error) {
      // Those that are finished are passed over.
      if (signal?.aborted) return this.#handBack(batch, batch.hashes);
      if (isConnectionLost(error)) return this.#lasting(() => this.#handBack(batch, batch.hashes));
      this.#failed.add(batch.id);
      await this.#queue.fail(batch, reasonOf(error));
      if (this.#failed.size === MAX_FAILURES)
        throw asEmbedError(error, 'inference-failed', 'Batch after batch could not be embedded.');
    }
  }

  /** Part by part, and no longer than half of the time that it has, so that no two workers ever do the same. */
  async #embed(batch: TakenBatch): Promise<void> {
    const { textsAtOnce = 64, onProgress, signal } = this.#options;
    const end = performance.now() + batch.seconds * 500;
    for (let start = 0; start < batch.hashes.length; start += textsAtOnce) {
      signal?.throwIfAborted();
      if (performance.now() > end) return this.#handBack(batch, batch.hashes.slice(start));
      this.#texts += await this.#embedPart(batch.hashes.slice(start, start + textsAtOnce));
      onProgress?.(this.#texts);
    }
    await this.#queue.complete(batch);
  }

  /** @returns how many texts were embedded */
  async #embedPart(hashes: readonly string[]): Promise<number> {
    const { pool } = this.#options;
    const [schema, wanted] = [this.#schema, hashes.map((hash) => Buffer.from(hash, 'hex'))];
    const { rows } = await pool.query(
      `select distinct on (hash) hash, text from ${schema}.items i
       where hash = any($1) and not exists (select from ${schema}.passages p where p.hash = i.hash)`,
      [wanted],
    );
    const vectors = await this.#vectorsOf(rows);
    await transaction(pool, async (client) => {
      await putVectors(client, schema, vectors);
      await client.query(`delete from ${schema}.wanted where hash = any($1)`, [wanted]);
      await client.query(`insert into ${schema}.work (texts) values ($1)`, [vectors.length]);
    });
    return vectors.length;
  }

  async #vectorsOf(
    rows: readonly { readonly hash: Buffer; readonly text: string }[],
  ): Promise<TextVectors[]> {
    const { embedder, overlap, signal } = this.#options;
    if (rows.length === 0) return [];
    const texts = rows.map(({ text }) => text);
    const { passages, vectors, dimensions } = await embedder.embedDocuments(texts, {
      space: embedder.model.space,
      ...(overlap !== undefined && { overlap }),
      ...(signal && { signal }),
    });
    const vectorOf = (row: number) => vectors.subarray(row * dimensions, (row + 1) * dimensions);
    let row = 0;
    return rows.map(({ hash }, i) => ({
      hash,
      passages: (passages[i] ?? []).map((span) => ({ ...span, vector: l2Normalize(vectorOf(row++)) })),
    }));
  }

  async #handBack(batch: TakenBatch, hashes: readonly string[]): Promise<void> {
    await transaction(this.#options.pool, (client) => this.#queue.add(client, [{ hashes }], batch.seconds));
    await this.#queue.complete(batch);
  }
}
