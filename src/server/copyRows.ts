import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import { MOST } from '../engine/searchWorker/bm25.js';
import type { PreparedDocument } from './documents.js';
import type { ClientLike } from './pool.js';

type Value = string | number | Buffer;

const ROWS_AT_ONCE = 500;

/** Writes rows by COPY, in its text format. */
export async function copyRows(
  client: ClientLike,
  target: string,
  rows: Iterable<readonly Value[]>,
): Promise<void> {
  const stream = from(`copy ${target} from stdin`);
  client.query(stream as unknown as string); // pg takes what has `submit`; a structural type cannot say so of both
  await pipeline(Readable.from(chunksOf(rows)), stream);
}

/** Many rows in a chunk: a chunk is a message on the wire. */
function* chunksOf(rows: Iterable<readonly Value[]>): Generator<string> {
  let lines: string[] = [];
  for (const row of rows) {
    lines.push(`${row.map(encoded).join('\t')}\n`);
    if (lines.length < ROWS_AT_ONCE) continue;
    yield lines.join('');
    lines = [];
  }
  if (lines.length > 0) yield lines.join('');
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
    Array.from(counts, ([term, times]) => [term, number, Math.min(times, MOST), length]),
  );
  await copyRows(client, `${schema}.postings (term, number, times, length)`, postings);
}

/** Writes the vectors of texts that have none yet. */
export async function copyPassages(
  client: ClientLike,
  schema: string,
  documents: readonly Pick<PreparedDocument, 'hash' | 'passages'>[],
): Promise<void> {
  const rows = documents.flatMap(({ hash, passages }) =>
    passages.map(({ start, end, vector }, i) => [hash, i, start, end, vectorText(vector)]),
  );
  await copyRows(client, `${schema}.passages (hash, passage, start_at, end_at, vector)`, rows);
}

/** A vector as pgvector reads it. */
export function vectorText(vector: ArrayLike<number>): string {
  return `[${Array.from(vector).join(',')}]`;
}
