import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import { MAX_COUNT } from '../engine/ranking/PostingLists.js';
import { binaryFile, binaryRow, halfBytes, int32, singleBytes } from './copyFormat.js';
import type { PreparedDocument } from './documents.js';
import type { ClientLike } from './pool.js';
import { STORAGE, type VectorPrecision } from './schema.js';

type Value = string | number | Buffer;

const ROWS_PER_BATCH = 500;

/** Writes rows by COPY, in its text format. */
export async function copyRows(
  client: ClientLike,
  target: string,
  rows: readonly (readonly Value[])[],
): Promise<void> {
  const lines = rows.map((row) => `${row.map(encoded).join('\t')}\n`);
  await copyChunks(client, `${target} from stdin`, joined(lines));
}

async function copyChunks(
  client: ClientLike,
  target: string,
  chunks: Iterable<string | Buffer>,
): Promise<void> {
  const stream = from(`copy ${target}`);
  client.query(stream as unknown as string); // pg takes what has `submit`; a structural type cannot say so of both
  await pipeline(Readable.from(chunks), stream);
}

/** Many rows in a chunk: a chunk is a message on the wire. */
function* joined(lines: readonly string[]): Generator<string> {
  for (let i = 0; i < lines.length; i += ROWS_PER_BATCH) yield lines.slice(i, i + ROWS_PER_BATCH).join('');
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function encoded(value: Value): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return `\\\\x${value.toString('hex')}`;
  return value.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] as string);
}

/** A document and its number. */
export interface NumberedDocument {
  readonly number: number;
  readonly document: PreparedDocument;
}

/** Writes documents and their words. Their vectors are another matter. */
export async function copyDocuments(
  client: ClientLike,
  schema: string,
  documents: readonly NumberedDocument[],
): Promise<void> {
  const items = documents.map(({ number, document: { id, text, hash, item, fields, length } }) => [
    ...[number, id, text, hash, item, fields, length],
  ]);
  await copyRows(client, `${schema}.items (number, id, text, hash, item, fields, length)`, items);
  const postings = documents.flatMap(({ number, document: { counts, length } }) =>
    // Words have no character that COPY needs escaped.
    Array.from(counts, ([term, times]) => `${term}\t${number}\t${Math.min(times, MAX_COUNT)}\t${length}\n`),
  );
  await copyChunks(client, `${schema}.postings (term, number, times, length) from stdin`, joined(postings));
}

/** Writes the vectors of texts that have none yet. */
export async function copyPassages(
  client: ClientLike,
  schema: string,
  documents: readonly Pick<PreparedDocument, 'hash' | 'passages'>[],
  precision: VectorPrecision,
): Promise<void> {
  const encode = STORAGE[precision].type === 'vector' ? singleBytes : halfBytes;
  const rows = function* () {
    for (const { hash, passages } of documents)
      for (const [i, { start, end, vector }] of passages.entries())
        yield binaryRow([hash, int32(i), int32(start), int32(end), encode(vector)]);
  };
  const target = `${schema}.passages (hash, passage, start_at, end_at, vector)`;
  await copyChunks(client, `${target} from stdin (format binary)`, binaryFile(rows()));
}

/** A vector as pgvector reads it. */
export function vectorText(vector: ArrayLike<number>): string {
  return `[${Array.from(vector).join(',')}]`;
}
