import { MIN_DOCUMENTS } from '../engine/ranking/fusion.js';
import { vectorText } from './copyRows.js';
import type { ClientLike } from './pool.js';
import { RunningCovariance } from './RunningCovariance.js';
import { PAIRS } from './semanticParts.js';

/** A text's vectors, and how many documents have that text. */
interface Text {
  readonly documents: number;
  readonly vectors: readonly (readonly number[])[];
}

/** Makes `running` those with the documents of a text, or without them: each passage counts as a part of a document. */
export function count(
  running: RunningCovariance,
  vectors: readonly ArrayLike<number>[],
  documents: number,
): void {
  for (const vector of vectors) running.add(vector, documents / vectors.length);
}

/** Writes mean and covariance of the vectors of all documents. */
export async function writeCovariance(
  client: ClientLike,
  schema: string,
  running: RunningCovariance,
): Promise<void> {
  const rows = running.covariance.map(vectorText);
  await client.query(
    `update ${schema}.facts set embedded = $1, mean = $2::vector, covariance = $3::text[]::vector[]`,
    [Math.round(running.weight), vectorText(running.mean), rows],
  );
  await client.query(
    `update ${schema}.facts set (pair_mean, pair_deviation) = (${PAIRS} where embedded >= ${MIN_DOCUMENTS})`,
  );
}

/** Keeps mean, covariance and the number of documents with vectors right while `change` changes what these texts have. */
export async function withStatistics(
  client: ClientLike,
  schema: string,
  hashes: readonly Buffer[],
  change: () => Promise<void>,
): Promise<void> {
  const before = await readTexts(client, schema, hashes);
  await change();
  const after = await readTexts(client, schema, hashes);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (hash) => weightOf(before.get(hash)) !== weightOf(after.get(hash)),
  );
  if (changed.length === 0) return;
  const running = await readCovariance(client, schema);
  for (const hash of changed) {
    const documents = weightOf(after.get(hash)) - weightOf(before.get(hash));
    count(running, (after.get(hash) ?? before.get(hash))?.vectors ?? [], documents);
  }
  await writeCovariance(client, schema, running);
}

/** How many documents a text stands for in the statistics. A text's vectors never change, they only come and go. */
function weightOf(text: Text | undefined): number {
  return text?.documents ?? 0;
}

/** The texts among these that have both documents and vectors. */
async function readTexts(
  client: ClientLike,
  schema: string,
  hashes: readonly Buffer[],
): Promise<ReadonlyMap<string, Text>> {
  const { rows } = await client.query(
    `select encode(p.hash, 'hex') as hash, array_agg(p.vector::text) as vectors,
       (select count(*)::int from ${schema}.items i where i.hash = p.hash) as documents
     from ${schema}.passages p where p.hash = any($1) group by p.hash`,
    [hashes],
  );
  const texts = rows.map(({ hash, vectors, documents }): [string, Text] => [
    hash,
    { documents, vectors: vectors.map((vector: string) => JSON.parse(vector)) },
  ]);
  return new Map(texts.filter(([, { documents }]) => documents > 0));
}

async function readCovariance(client: ClientLike, schema: string): Promise<RunningCovariance> {
  const { rows } = await client.query(
    `select dimensions, embedded, mean::text, covariance::text[] from ${schema}.facts`,
  );
  const { dimensions, embedded, mean, covariance } = rows[0];
  if (embedded === 0) return new RunningCovariance(dimensions);
  return RunningCovariance.of(
    embedded,
    JSON.parse(mean),
    covariance.map((row: string) => JSON.parse(row)),
  );
}
