import { EmbedError } from '../engine/errors.js';
import type { ClientLike } from './pool.js';

/** Counts changes of the tables, and of how words are split and compared. */
export const SCHEMA_VERSION = 2;

const LONGEST_NAME = 40; // PostgreSQL takes 63 bytes; what is derived from a name must fit too
const MOST_DIMENSIONS = 4_000; // that HNSW takes of half-precision numbers

/** What makes vectors comparable, and how long they are: `embedder.model` has all of it. */
export interface VectorSpace {
  readonly space: string;
  readonly dimensions: number;
  /** Whether they have a meaning. @default true */
  readonly semantic?: boolean;
}

/**
 * The schema of an index as SQL.
 * @throws {EmbedError} `invalid-input` unless the name is of small letters, digits and `_`, 40 at most
 */
export function schemaOf(name: string, suffix = ''): string {
  if (/^[a-z_][a-z0-9_]*$/.test(name) && name.length <= LONGEST_NAME && !name.startsWith('pg_'))
    return `"${name}${suffix}"`;
  throw new EmbedError(
    'invalid-input',
    `The name of an index is of small letters, digits and "_", and of ${LONGEST_NAME} at most.`,
    { details: { name } },
  );
}

/** Makes the tables of an index, empty and without indexes. */
export async function createTables(client: ClientLike, schema: string, vectors: VectorSpace): Promise<void> {
  const { space, dimensions } = vectors;
  if (!(Number.isInteger(dimensions) && dimensions > 0 && dimensions <= MOST_DIMENSIONS))
    throw new EmbedError('invalid-input', `Vectors of ${dimensions} numbers cannot be kept in PostgreSQL.`);
  await client.query(`
    create schema ${schema};
    create table ${schema}.facts (
      only_row boolean primary key default true check (only_row),
      version integer not null,
      space text not null,
      dimensions integer not null,
      documents integer not null default 0,
      embedded integer not null default 0,
      total_length bigint not null default 0,
      last_number integer not null default 0,
      mean vector,
      covariance vector[]
    );
    alter table ${schema}.facts alter column covariance set storage external;
    create table ${schema}.items (
      number integer not null,
      id text collate "C" not null,
      text text not null,
      hash bytea not null,
      item jsonb not null,
      fields jsonb not null,
      length integer not null
    );
    create table ${schema}.passages (
      hash bytea not null,
      passage integer not null,
      start_at integer not null,
      end_at integer not null,
      vector halfvec(${dimensions}) not null
    );
    create table ${schema}.postings (
      term text collate "C" not null,
      number integer not null,
      times smallint not null,
      length integer not null
    );
    create table ${schema}.terms (term text collate "C" not null, documents integer not null);
    create table ${schema}.wanted (hash bytea primary key);
    create table ${schema}.work (finished_at timestamptz not null default now(), texts integer not null);
  `);
  await client.query(`insert into ${schema}.facts (version, space, dimensions) values ($1, $2, $3)`, [
    SCHEMA_VERSION,
    space,
    dimensions,
  ]);
}

/** After the rows, since that is several times faster. */
export async function createIndexes(client: ClientLike, schema: string): Promise<void> {
  for (const statement of [
    `alter table ${schema}.items add primary key (number)`,
    `create unique index items_id on ${schema}.items (id)`,
    `create index items_hash on ${schema}.items (hash)`,
    `create index items_fields on ${schema}.items using gin (fields jsonb_path_ops)`,
    `alter table ${schema}.passages add primary key (hash, passage)`,
    `alter table ${schema}.postings add primary key (term, number) include (times, length)`,
    `alter table ${schema}.terms add primary key (term)`,
    `create index work_finished on ${schema}.work (finished_at)`,
    // Vectors have length 1, so that the inner product is the cosine.
    `create index passages_vector on ${schema}.passages using hnsw (vector halfvec_ip_ops)
       with (m = 16, ef_construction = 100)`,
  ])
    await client.query(statement);
}

/** What an index knows of itself. */
export interface IndexFacts extends VectorSpace {
  readonly documents: number;
  readonly embedded: number;
}

/**
 * Reads the facts of an index.
 * @throws {EmbedError} `invalid-input` where there is none, or one made by another version of this library
 */
export async function readFacts(client: Pick<ClientLike, 'query'>, schema: string): Promise<IndexFacts> {
  const { rows } = await client.query('select to_regclass($1) is not null as exists', [`${schema}.facts`]);
  const found = rows[0]?.exists
    ? (await client.query(`select version, space, dimensions, documents, embedded from ${schema}.facts`)).rows
    : [];
  const [{ version, ...facts } = { version: undefined }] = found;
  if (version === SCHEMA_VERSION) return facts as IndexFacts;
  const why = version === undefined ? 'There is no index' : `Version ${version} of an index is`;
  throw new EmbedError('invalid-input', `${why} in the schema ${schema}. Make it with create() or load().`);
}
