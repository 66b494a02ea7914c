import { setImmediate } from 'node:timers/promises';
import type { Language } from '../engine/ranking/language.js';
import { abortable } from '../engine/utils/promises.js';
import { BatchWriter } from './BatchWriter.js';
import { copyDocuments, copyPassages, type NumberedDocument } from './copyRows.js';
import { type IndexDocument, type PreparedDocument, prepare } from './documents.js';
import type { LoadIndexOptions, LoadTarget } from './loadOptions.js';
import type { ClientLike } from './pool.js';
import { RunningCovariance } from './RunningCovariance.js';
import type { VectorPrecision } from './schema.js';
import { count, writeCovariance } from './statistics.js';

const DOCUMENTS_PER_BATCH = 1_000;
/** How long documents are prepared before what is written gets its turn. */
const SLICE_MS = 8;
/**
 * So many documents count for mean and covariance, the first ones; of n documents that came before, the next one counts with a
 * probability of so many by n, and then for as many. It saves most of the time of a load, and costs a third of a percent.
 */
const MIN_COUNTED = 50_000;

/** Writes documents into empty tables. @returns how many words a text has */
export async function fillTables<T>(
  client: ClientLike,
  schema: string,
  { vectors: { dimensions }, precision, words }: LoadTarget & { readonly words: Language | undefined },
  documents: Iterable<IndexDocument<T>> | AsyncIterable<IndexDocument<T>>,
  { signal, onProgress }: LoadIndexOptions,
): Promise<number> {
  const running = new RunningCovariance(dimensions);
  const known = new Set<string>();
  const writer = new BatchWriter();
  let [number, length, embedded] = [0, 0, 0];
  let batch: NumberedDocument[] = [];
  let sliceEnd = performance.now() + SLICE_MS;
  const write = async () => {
    signal?.throwIfAborted();
    const [written, last] = [batch, number];
    batch = [];
    await writer.start(async () => {
      await copyBatch(client, schema, { batch: written, known, precision });
      onProgress?.(last);
    });
  };
  try {
    for await (const given of untilAborted(documents, signal)) {
      const document = prepare(given, dimensions, number, words);
      number += 1;
      length += document.length;
      batch.push({ number, document });
      const vectors = document.passages.map(({ vector }) => vector);
      if (vectors.length > 0) embedded += 1;
      const share = Math.min(1, MIN_COUNTED / number);
      if (document.hash.readUInt32BE() < share * 2 ** 32) count(running, vectors, 1 / share);
      if (batch.length === DOCUMENTS_PER_BATCH) await write();
      if (performance.now() < sliceEnd) continue;
      await setImmediate(); // the batch before is being sent
      sliceEnd = performance.now() + SLICE_MS;
    }
    await write();
  } finally {
    await writer.end();
  }
  const typicalLength = Math.max(1, Math.round(length / Math.max(1, number)));
  await client.query(
    `update ${schema}.facts set documents = $1, last_number = $1, total_length = $2, typical_length = $3`,
    [number, length, typicalLength],
  );
  await writeCovariance(client, schema, running.weighing(embedded));
  return typicalLength;
}

/** The documents one by one; a source that does not go on is waited for until `signal` aborts. */
async function* untilAborted<T>(
  documents: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  if (!(Symbol.asyncIterator in documents)) return yield* documents;
  const iterator = documents[Symbol.asyncIterator]();
  let isOver = false;
  try {
    while (true) {
      const { done, value } = await abortable(iterator.next(), signal);
      isOver = done === true;
      if (isOver) return;
      yield value;
    }
  } finally {
    if (!isOver) Promise.resolve(iterator.return?.()).catch(() => {}); // what ends it is thrown already
  }
}

/** What is written at once, and the digests of all texts whose vectors are written. */
interface Batch {
  readonly batch: readonly NumberedDocument[];
  readonly known: Set<string>;
  readonly precision: VectorPrecision;
}

async function copyBatch(
  client: ClientLike,
  schema: string,
  { batch, known, precision }: Batch,
): Promise<void> {
  await copyDocuments(client, schema, batch);
  const isNew = ({ hash }: PreparedDocument) => known.size < known.add(hash.toString('latin1')).size;
  const embedded = batch.map(({ document }) => document).filter(({ passages }) => passages.length > 0);
  await copyPassages(client, schema, embedded.filter(isNew), precision);
}
