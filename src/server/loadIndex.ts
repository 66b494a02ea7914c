import { EmbedError } from '../engine/errors.js';
import type { Language } from '../engine/ranking/language.js';
import { copyDocuments, copyPassages, type NumberedDocument } from './copyRows.js';
import { type IndexDocument, prepare } from './documents.js';
import { type ClientLike, type PoolLike, withClient } from './pool.js';
import { Moments } from './runningCovariance.js';
import { createTables, schemaOf, type VectorPrecision, type VectorSpace } from './schema.js';
import { count, writeMoments } from './statistics.js';
import { languageOf } from './storedWords.js';
import { createIndexes } from './tableIndexes.js';
import { countTerms } from './terms.js';
import { jobsOf } from './workQueue.js';

const DOCUMENTS_PER_BATCH = 1_000;
/**
 * So many documents count for mean and covariance, the first ones; of n documents that came before, the next one counts with a
 * probability of so many by n, and then for as many. It saves most of the time of a load, and costs a third of a percent.
 */
const MIN_COUNTED = 50_000;

/** Options of {@link PostgresIndex.load}. */
export interface LoadIndexOptions {
  /** Gives the load up: the index stays as it was. */
  readonly signal?: AbortSignal;
  /** Is called with the number of documents that were written. */
  readonly onProgress?: (documents: number) => void;
  /**
   * What PostgreSQL may use to build the graph of vectors (`maintenance_work_mem`), in MB. It is several times slower once
   * the graph does not fit: 200,000 vectors of 384 numbers need about 400.
   * @default 1024
   */
  readonly memory?: number;
}

/** What is loaded where. */
export interface LoadTarget {
  readonly name: string;
  readonly vectors: VectorSpace;
  readonly precision: VectorPrecision;
  readonly language: string | undefined;
}

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
      await client.query('create extension if not exists vector');
      await client.query(`drop schema if exists ${filling} cascade`);
      await createTables(client, filling, vectors, { precision, language: tag });
      const typicalLength = await fill(client, filling, { ...target, words: language }, documents, options);
      await client.query(`set maintenance_work_mem = '${Math.max(1, Math.round(memory))}MB'`);
      signal?.throwIfAborted();
      await countTerms(client, filling, language);
      await finish(client, filling, signal, () =>
        createIndexes(client, filling, vectors, { precision, typicalLength }),
      );
      await swap(client, schema, filling, jobsOf(name));
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

/** @returns how many words a text has */
async function fill<T>(
  client: ClientLike,
  schema: string,
  { vectors: { dimensions }, precision, words }: LoadTarget & { readonly words: Language | undefined },
  documents: Iterable<IndexDocument<T>> | AsyncIterable<IndexDocument<T>>,
  { signal, onProgress }: LoadIndexOptions,
): Promise<number> {
  const moments = new Moments(dimensions);
  const known = new Set<string>();
  let [number, length, embedded] = [0, 0, 0];
  let batch: NumberedDocument[] = [];
  const write = async () => {
    signal?.throwIfAborted();
    await copyDocuments(client, schema, batch);
    const isNew = ({ document: { hash } }: NumberedDocument) =>
      known.size < known.add(hash.toString('latin1')).size;
    const passages = batch.filter(({ document }) => document.passages.length > 0).filter(isNew);
    await copyPassages(
      client,
      schema,
      passages.map(({ document }) => document),
      precision,
    );
    batch = [];
    onProgress?.(number);
  };
  for await (const given of documents) {
    const document = prepare(given, dimensions, number, words);
    number += 1;
    length += document.length;
    batch.push({ number, document });
    const vectors = document.passages.map(({ vector }) => vector);
    if (vectors.length > 0) embedded += 1;
    const share = Math.min(1, MIN_COUNTED / number);
    if (document.hash.readUInt32BE() < share * 2 ** 32) count(moments, vectors, 1 / share);
    if (batch.length === DOCUMENTS_PER_BATCH) await write();
  }
  await write();
  const typicalLength = Math.max(1, Math.round(length / Math.max(1, number)));
  await client.query(
    `update ${schema}.facts set documents = $1, last_number = $1, total_length = $2, typical_length = $3`,
    [number, length, typicalLength],
  );
  await writeMoments(client, schema, moments.weighing(embedded));
  return typicalLength;
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

/** Searches that run meanwhile end on the old index; the next ones find the new one. */
async function swap(client: ClientLike, schema: string, filling: string, jobs: string): Promise<void> {
  await client.query('begin');
  await client.query(`drop schema if exists ${schema} cascade`);
  await client.query(`alter schema ${filling} rename to ${schema}`);
  const { rows } = await client.query('select to_regclass($1) is not null as exist', [jobs]);
  if (rows[0]?.exist) await client.query(`delete from ${jobs}`); // they are of texts that may be gone
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
