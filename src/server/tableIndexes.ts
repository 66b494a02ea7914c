import { B, K1 } from '../engine/ranking/Bm25.js';
import type { ClientLike } from './pool.js';
import type { VectorPrecision, VectorSpace } from './schema.js';

/** What an index is made with. */
export interface IndexSettings {
  readonly precision: VectorPrecision;
  /** How long its texts are in words: by it postings are put into an order. It may be off. */
  readonly typicalLength: number;
}

/**
 * How much a posting contributes to a score, as SQL: the part of BM25 that depends on the document, for texts of about this
 * length. Postings are stored in its order, so that the best documents for a frequent word are read without the rest.
 */
export function impact(typicalLength: number): string {
  const perWord = (K1 * B) / Math.max(1, typicalLength);
  return `(times::real / (times::real + ${K1 * (1 - B)}::real + length::real * ${perWord.toFixed(9)}::real))`;
}

/** After the rows, since that is several times faster. */
export async function createIndexes(
  client: ClientLike,
  schema: string,
  space: VectorSpace,
  { precision, typicalLength }: IndexSettings,
): Promise<void> {
  for (const statement of [
    `alter table ${schema}.items add primary key (number)`,
    `create unique index items_id on ${schema}.items (id)`,
    `create index items_hash on ${schema}.items (hash)`,
    `create index items_fields on ${schema}.items using gin (fields jsonb_path_ops)`,
    `alter table ${schema}.passages add primary key (hash, passage)`,
    `alter table ${schema}.postings add primary key (term, number) include (times, length)`,
    `create index postings_impact on ${schema}.postings (term, ${impact(typicalLength)} desc)
       include (number, times, length)`,
    `alter table ${schema}.terms add primary key (term)`,
    `create index terms_stem on ${schema}.terms (stem) where stem is not null`,
    `alter table ${schema}.stems add primary key (stem)`,
    `create index work_finished on ${schema}.work (finished_at)`,
    graphStatement(`${schema}.passages`, 'passages_vector', space, precision),
  ])
    await client.query(statement);
}

/** Makes the graph of the vectors of a table. */
export function graphStatement(
  table: string,
  name: string,
  { dimensions }: VectorSpace,
  precision: VectorPrecision,
): string {
  return `create index ${name} on ${table} using hnsw (${VECTOR_KEY[precision](dimensions)})
    with (m = 16, ef_construction = 64)`;
}

/** What HNSW indexes. Vectors have length 1, so that the inner product is the cosine. */
const VECTOR_KEY = {
  single: () => 'vector vector_ip_ops',
  half: () => 'vector halfvec_ip_ops',
  binary: (dimensions: number) => `(binary_quantize(vector)::bit(${dimensions})) bit_hamming_ops`,
} as const satisfies Record<VectorPrecision, (dimensions: number) => string>;
