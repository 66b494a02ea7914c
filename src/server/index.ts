// Past the browser: an index in PostgreSQL with pgvector. For Node, Bun and what is like them; never for a page.

export type { Authorization } from './authorization.js';
export {
  createPostgresIndex,
  type PostgresIndex,
  type PostgresIndexOptions,
} from './createPostgresIndex.js';
export {
  createSearchHandler,
  type SearchHandler,
  type SearchHandlerOptions,
} from './createSearchHandler.js';
export type { IndexDocument } from './documents.js';
export { type EnqueueMissingOptions, enqueueMissing } from './enqueueMissing.js';
export type { SearchHealth } from './health.js';
export type { LoadIndexOptions } from './loadOptions.js';
export type { EmbeddedPassage } from './passages.js';
export type { ClientLike, PoolLike, ResultLike } from './pool.js';
export type { RateLimitOptions } from './RateLimit.js';
export { type IndexWorkerOptions, runIndexWorker } from './runIndexWorker.js';
export type { IndexInfo, VectorPrecision, VectorSpace } from './schema.js';
export type { StatisticsScope } from './visibleFacts.js';
