import { EmbedError, modelRequired } from '../engine/errors.js';
import type { Language } from '../engine/ranking/language.js';
import { putDocuments, putVectors, removeDocuments } from './changeIndex.js';
import { type IndexDocument, prepare, readIds } from './documents.js';
import { loadIndex } from './loadIndex.js';
import type { LoadIndexOptions } from './loadOptions.js';
import { type EmbeddedPassage, prepareVectors } from './passages.js';
import { type ClientLike, guardPool, type PoolLike, transaction } from './pool.js';
import {
  createTables,
  type IndexInfo,
  readFacts,
  schemaOf,
  type VectorPrecision,
  type VectorSpace,
} from './schema.js';
import { languageOf } from './storedWords.js';
import { createIndexes } from './tableIndexes.js';

/** Options of {@link createPostgresIndex}. */
export interface PostgresIndexOptions {
  /** A `Pool` of the package `pg`. The index borrows it: the caller ends it. */
  readonly pool: PoolLike;
  /**
   * The PostgreSQL schema that is the index's own: small letters, digits and `_`.
   * @default 'react_embeddings'
   */
  readonly name?: string;
  /** What its vectors are made by: `embedder.model`. */
  readonly model: VectorSpace;
  /**
   * How vectors are stored and searched. `half` (16 bits per number) has the recall of `single` (32 bits) at half its size.
   * `binary` stores 16 bits, but searches a graph of one bit per number and compares what that finds by the vectors
   * themselves: a graph that is several times smaller and faster to build. An index keeps what it was made with until the next
   * `load`.
   * @default 'half'
   */
  readonly precision?: VectorPrecision;
  /**
   * The language of all texts, as a tag such as `en` or `pt-BR`: words are found in their other forms, and stop words do not
   * count. The languages are those of `createSearchIndex`; another tag, or none, leaves words as they are. An index keeps what it
   * was made with until the next `load`.
   */
  readonly language?: string;
}

/** The writing side of an index in PostgreSQL. Searching is for {@link createSearchHandler}. */
export interface PostgresIndex<T> {
  /**
   * Makes an empty index unless there is one. Needs the extension pgvector 0.8 or the right to create it.
   * @throws {EmbedError} `space-mismatch` when the one that is there holds vectors of another model
   */
  create(): Promise<void>;
  /**
   * Replaces all that is in the index by these documents, by COPY, and builds its indexes afterwards. Searches go on with
   * what was there until all is complete; a load that fails or is given up changes nothing.
   * @throws {EmbedError} `invalid-input` for a document that cannot be stored, two with one id, a load beside another, or a
   * schema that holds something else, which a load would delete
   */
  load(
    documents: Iterable<IndexDocument<T>> | AsyncIterable<IndexDocument<T>>,
    options?: LoadIndexOptions,
  ): Promise<void>;
  /** Adds documents, or puts them in the place of those with the same ids; all or none. For some, not for thousands. */
  put(documents: Iterable<IndexDocument<T>>): Promise<void>;
  /**
   * Removes documents. Unknown ids are ignored.
   * @throws {EmbedError} `invalid-input` for one id instead of a list, or ids that are not strings
   */
  remove(ids: Iterable<string>): Promise<void>;
  /**
   * Gives texts of documents their vectors, as workers do. Texts that have theirs already keep them.
   * @throws {EmbedError} `invalid-input` for vectors that cannot be stored, with `details.index`; nothing is written then
   */
  putVectors(
    texts: Iterable<{ readonly text: string; readonly passages: readonly EmbeddedPassage[] }>,
  ): Promise<void>;
  /** What it holds. @throws {EmbedError} `invalid-input` where there is no index */
  facts(): Promise<IndexInfo>;
}

/**
 * An index in PostgreSQL with pgvector. Does nothing before it is asked.
 * @throws {EmbedError} `backend-unavailable` for a model whose vectors have no meaning: nothing is ranked by them
 */
export function createPostgresIndex<T>(options: PostgresIndexOptions): PostgresIndex<T> {
  const { name = 'react_embeddings', model, precision = 'half', language } = options;
  const pool = guardPool(options.pool);
  const schema = schemaOf(name);
  if (model.semantic === false) throw modelRequired();
  const change = <T>(run: (client: ClientLike, language: Language | undefined) => Promise<T>) =>
    transaction(pool, async (client) => {
      const facts = await readFacts(client, schema);
      assertSpace(facts, model);
      return run(client, await languageOf(facts.language));
    });
  return {
    create: () =>
      transaction(pool, async (client) => {
        await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [schema]);
        await client.query('create extension if not exists vector');
        const { rows } = await client.query('select to_regnamespace($1) is not null as exists', [schema]);
        if (rows[0]?.exists) return assertSpace(await readFacts(client, schema), model);
        await createTables(client, schema, model, { precision, language });
        const { typicalLength } = await readFacts(client, schema);
        await createIndexes(client, schema, model, { precision, typicalLength });
      }),
    load: (documents, options) =>
      loadIndex(pool, { name, vectors: model, precision, language }, documents, options),
    put: (documents) => {
      const given = [...documents];
      return change((client, language) => {
        const prepared = given.map((document, index) => prepare(document, model.dimensions, index, language));
        return putDocuments(client, schema, prepared, language);
      });
    },
    remove: async (given) => {
      const ids = readIds(given);
      await change((client, language) => removeDocuments(client, schema, ids, language));
    },
    putVectors: async (texts) => {
      const vectors = Array.from(texts, (text, index) => prepareVectors(text, model.dimensions, index));
      await change((client) => putVectors(client, schema, vectors));
    },
    facts: async () => {
      const { totalLength: _, typicalLength: __, ...facts } = await readFacts(pool, schema);
      return facts;
    },
  };
}

/** @throws {EmbedError} `space-mismatch` unless the index holds vectors of this model */
export function assertSpace({ space }: IndexInfo, asked: VectorSpace): void {
  if (space === asked.space) return;
  throw new EmbedError(
    'space-mismatch',
    `This index holds vectors of ${space}, not of ${asked.space}. Load it anew to change its model.`,
    { details: { asked: asked.space, actual: space } },
  );
}
