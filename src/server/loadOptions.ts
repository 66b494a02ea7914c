import type { VectorPrecision, VectorSpace } from './schema.js';

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
