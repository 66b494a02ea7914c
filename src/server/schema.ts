import { EmbedError } from '../engine/errors.js';
import type { ClientLike } from './pool.js';

/** Counts changes of the tables, and of how words are split and compared. */
export const SCHEMA_VERSION = 4;

const MAX_NAME_LENGTH = 40; // PostgreSQL takes 63 bytes; what is derived from a name must fit too

/** What an index is called while it is loaded, and its queue: a load drops the former. */
const DERIVED = /__(loading|jobs)$/;

/** How vectors are stored and searched. */
export type VectorPrecision = 'single' | 'half' | 'binary';

interface Storage {
  /** The type of the column. */
  readonly type: 'vector' | 'halfvec';
  /** How many numbers a vector may have, for HNSW to take it. */
  readonly maxDimensions: number;
}

/** `binary` searches a graph of bits, and compares what it finds by the vectors themselves. */
export const STORAGE = {
  single: { type: 'vector', maxDimensions: 2_000 },
  half: { type: 'halfvec', maxDimensions: 4_000 },
  binary: { type: 'halfvec', maxDimensions: 16_000 },
} as const satisfies Record<VectorPrecision, Storage>;

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
export function schemaOf(name: string, suffix: '' | '__loading' | '__jobs' = ''): string {
  if (/^(?!pg_)[a-z_][a-z0-9_]*$/.test(name) && name.length <= MAX_NAME_LENGTH && !DERIVED.test(name))
    return `"${name}${suffix}"`;
  throw new EmbedError(
    'invalid-input',
    `The name of an index is of small letters, digits and "_", and of ${MAX_NAME_LENGTH} at most. It ends neither in "__loading" nor in "__jobs".`,
    { details: { name } },
  );
}

/** How an index is stored. */
export interface TableSettings {
  readonly precision: VectorPrecision;
  /** The language of its texts, a tag such as `en`. */
  readonly language?: string | undefined;
}

/** Makes the tables of an index, empty and without indexes. */
export async function createTables(
  client: ClientLike,
  schema: string,
  { space, dimensions }: VectorSpace,
  { precision, language }: TableSettings,
): Promise<void> {
  const { type, maxDimensions } = STORAGE[precision];
  if (!(Number.isInteger(dimensions) && dimensions > 0 && dimensions <= maxDimensions))
    throw new EmbedError(
      'invalid-input',
      `Vectors of ${dimensions} numbers cannot be indexed with the precision "${precision}": at most ${maxDimensions}.`,
      { details: { dimensions, precision, maxDimensions } },
    );
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
      precision text not null,
      language text,
      typical_length integer not null default ${TYPICAL_LENGTH},
      pair_mean float8,
      pair_deviation float8,
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
      vector ${type}(${dimensions}) not null
    );
    create table ${schema}.postings (
      term text collate "C" not null,
      number integer not null,
      times smallint not null,
      length integer not null
    );
    create table ${schema}.terms (
      term text collate "C" not null,
      stem text collate "C",
      documents integer not null
    );
    create table ${schema}.stems (stem text collate "C" not null, documents integer not null);
    create table ${schema}.wanted (hash bytea primary key);
    create table ${schema}.work (finished_at timestamptz not null default now(), texts integer not null);
  `);
  await client.query(
    `insert into ${schema}.facts (version, space, dimensions, precision, language) values ($1, $2, $3, $4, $5)`,
    [...[SCHEMA_VERSION, space, dimensions, precision, language ?? null]],
  );
}

/** How many words a text has, where that is not known. */
const TYPICAL_LENGTH = 100;

/** What an index knows of itself. */
export interface IndexInfo extends VectorSpace {
  readonly documents: number;
  readonly embedded: number;
  readonly precision: VectorPrecision;
  /** The language of its texts, a tag such as `en`; null where none was given. */
  readonly language: string | null;
}

/** What a search needs besides. */
export interface StoredFacts extends IndexInfo {
  /** The length of all texts, in words. */
  readonly totalLength: number;
  readonly typicalLength: number;
}

const COLUMNS = `version, space, dimensions, documents, embedded, precision, language, total_length::float8 as "totalLength",
  typical_length as "typicalLength"`;

/**
 * Reads the facts of an index.
 * @param settings names and values, as SQL, that are set for the rest of the transaction
 * @throws {EmbedError} `invalid-input` where there is none, or one made by another version of this library
 */
export async function readFacts(
  client: Pick<ClientLike, 'query'>,
  schema: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<StoredFacts> {
  const set = Object.entries(settings).map(
    ([name, value]) => `, set_config('${name}', (${value})::text, true)`,
  );
  const { rows } = await client
    .query(`select ${COLUMNS}${set.join('')} from ${schema}.facts`)
    .catch((error: unknown) => {
      const { code } = Object(error);
      if (code === UNDEFINED_TABLE)
        throw noIndex(`There is no index in the schema ${schema}. Make it with create() or load().`);
      if (code === UNDEFINED_COLUMN) throw otherVersion(schema, 'of an earlier version');
      throw error;
    });
  const [{ version, set_config: _, ...facts } = { version: undefined }] = rows;
  if (version !== SCHEMA_VERSION) throw otherVersion(schema, `of version ${version}`);
  return facts as StoredFacts;
}

const UNDEFINED_TABLE = '42P01';
const UNDEFINED_COLUMN = '42703';

function otherVersion(schema: string, which: string): EmbedError {
  return noIndex(
    `The index in the schema ${schema} is ${which}, and this library reads version ${SCHEMA_VERSION}. ` +
      'Replace it by load(), with the documents once more: searches of the earlier library go on until that is complete.',
  );
}

const noIndex = (message: string) => new EmbedError('invalid-input', message);
