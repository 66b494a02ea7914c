import { EmbedError } from '../engine/errors.js';
import type { Language } from '../engine/ranking/language.js';
import { copyDocuments, vectorText } from './copyRows.js';
import type { PreparedDocument } from './documents.js';
import type { TextVectors } from './passages.js';
import type { ClientLike } from './pool.js';
import { readFacts, STORAGE } from './schema.js';
import { withStatistics } from './statistics.js';
import { wordsOf } from './storedWords.js';
import { addTerms, removeTerms } from './terms.js';

// All of this runs inside of a transaction. The row of facts is locked first: there is one writer at a time, and searches
// go on meanwhile.

interface Stored {
  readonly number: number;
  readonly id: string;
  readonly text: string;
  readonly hash: Buffer;
  readonly length: number;
}

export async function putDocuments(
  client: ClientLike,
  schema: string,
  documents: readonly PreparedDocument[],
  language: Language | undefined,
): Promise<void> {
  let last = await lockFacts(client, schema);
  const latest = [...new Map(documents.map((document) => [document.id, document])).values()];
  const old = await readStored(
    client,
    schema,
    latest.map(({ id }) => id),
  );
  const numbers = new Map(old.map(({ id, number }) => [id, number]));
  const numbered = latest.map((document) => {
    const number = numbers.get(document.id) ?? ++last;
    return { number, document };
  });
  const hashes = [...old, ...latest].map(({ hash }) => hash);
  await withStatistics(client, schema, hashes, async () => {
    await unlink(client, schema, old, language);
    await copyDocuments(client, schema, numbered);
    await addTerms(client, schema, latest, language);
    await insertVectors(client, schema, latest);
    await deleteOrphans(client, schema, hashes);
  });
  const length = latest.reduce((sum, document) => sum + document.length, 0);
  await client.query(
    `update ${schema}.facts
     set documents = documents + $1, total_length = total_length + $2, last_number = $3`,
    [latest.length, length, last],
  );
}

export async function removeDocuments(
  client: ClientLike,
  schema: string,
  ids: readonly string[],
  language: Language | undefined,
): Promise<void> {
  await lockFacts(client, schema);
  const old = await readStored(client, schema, ids);
  const hashes = old.map(({ hash }) => hash);
  await withStatistics(client, schema, hashes, async () => {
    await unlink(client, schema, old, language);
    await deleteOrphans(client, schema, hashes);
  });
}

/** Gives texts their vectors; those that have some keep them. */
export async function putVectors(
  client: ClientLike,
  schema: string,
  texts: readonly TextVectors[],
): Promise<void> {
  await lockFacts(client, schema);
  const hashes = texts.map(({ hash }) => hash);
  await withStatistics(client, schema, hashes, async () => {
    await insertVectors(client, schema, texts);
    await deleteOrphans(client, schema, hashes); // of documents that were removed meanwhile
  });
}

/** @returns the last number that was given to a document */
async function lockFacts(client: ClientLike, schema: string): Promise<number> {
  const { rows } = await client.query(`select last_number from ${schema}.facts for update`);
  if (rows.length === 1) return rows[0].last_number;
  throw new EmbedError('invalid-input', 'There is no index here. Make it with create() or load().');
}

async function readStored(client: ClientLike, schema: string, ids: readonly string[]): Promise<Stored[]> {
  const { rows } = await client.query(
    `select number, id, text, hash, length from ${schema}.items where id = any($1::text[])`,
    [ids],
  );
  return rows;
}

/** Takes documents out, but leaves their vectors: others may have the same text. */
async function unlink(
  client: ClientLike,
  schema: string,
  old: readonly Stored[],
  language: Language | undefined,
): Promise<void> {
  if (old.length === 0) return;
  const all = old.map(({ number, text }) => ({ number, words: wordsOf(text, language) }));
  const postings = all.flatMap(({ number, words }) =>
    Array.from(words.counts.keys(), (term) => ({ number, term })),
  );
  await client.query(
    `delete from ${schema}.postings p using unnest($1::text[], $2::int[]) as gone (term, number)
     where p.term = gone.term and p.number = gone.number`,
    [postings.map(({ term }) => term), postings.map(({ number }) => number)],
  );
  await removeTerms(
    client,
    schema,
    all.map(({ words }) => words),
  );
  await client.query(`delete from ${schema}.items where number = any($1::int[])`, [
    old.map(({ number }) => number),
  ]);
  await client.query(
    `update ${schema}.facts set documents = documents - $1, total_length = total_length - $2`,
    [old.length, old.reduce((sum, { length }) => sum + length, 0)],
  );
}

async function insertVectors(
  client: ClientLike,
  schema: string,
  texts: readonly TextVectors[],
): Promise<void> {
  const { precision } = await readFacts(client, schema);
  const { type } = STORAGE[precision];
  const distinct = [...new Map(texts.map((text) => [text.hash.toString('hex'), text])).values()];
  const rows = distinct.flatMap(({ hash, passages }) =>
    passages.map((passage, i) => ({ ...passage, i, hash })),
  );
  if (rows.length === 0) return;
  await client.query(
    `insert into ${schema}.passages (hash, passage, start_at, end_at, vector)
     select hash, passage, start_at, end_at, vector::${type}
     from unnest($1::bytea[], $2::int[], $3::int[], $4::int[], $5::text[])
       as given (hash, passage, start_at, end_at, vector)
     where not exists (select from ${schema}.passages known where known.hash = given.hash)`,
    [
      rows.map(({ hash }) => hash),
      rows.map(({ i }) => i),
      rows.map(({ start }) => start),
      rows.map(({ end }) => end),
      rows.map(({ vector }) => vectorText(vector)),
    ],
  );
}

async function deleteOrphans(client: ClientLike, schema: string, hashes: readonly Buffer[]): Promise<void> {
  await client.query(
    `delete from ${schema}.passages p
     where p.hash = any($1) and not exists (select from ${schema}.items i where i.hash = p.hash)`,
    [hashes],
  );
}
