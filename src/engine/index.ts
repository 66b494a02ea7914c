// The engine: texts to vectors, without React. What is not exported here is private.

export type { Dtype, ModelRules, ModelSource } from './describe/source.js';
export { createEmbedder } from './embedder.js';
export { EmbedError, type EmbedErrorCode } from './errors.js';
export { type KnownModel, knownModels } from './knownModels.js';
export {
  deleteModel,
  type KeptModel,
  listModels,
  persist,
  type StorageEstimate,
  storageEstimate,
} from './modelStore/modelStore.js';
export type {
  Activation,
  DenseLayer,
  ModelChoice,
  ModelInfo,
  PackagedModel,
  Role,
} from './models.js';
export {
  catalogue,
  isSpaceKnown,
  type ModelFile,
  type ModelFiles,
  type ModelSpec,
  type Pooling,
} from './models.js';
export { fingerprint } from './quickHash.js';
export type { Closeness } from './search/closeness.js';
export { createRemoteIndex, type RemoteIndexOptions } from './search/createRemoteIndex.js';
export { createSearchIndex } from './search/createSearchIndex.js';
export { fromMiniSearch, type MiniSearchLike } from './search/fromMiniSearch.js';
export { type PrincipalComponentsOptions, principalComponents } from './search/principalComponents.js';
export type {
  FieldText,
  FileVectors,
  FoundWords,
  Fusion,
  HitFacts,
  NewDocument,
  Precision,
  SearchMode,
  Span,
} from './search/protocol.js';
export { toPredicate } from './search/slots.js';
export type {
  ExportOptions,
  FacetCount,
  Facets,
  FieldBound,
  FieldCondition,
  FieldFilter,
  FieldRange,
  FieldValue,
  IndexedItems,
  ItemFilter,
  LexicalEngine,
  SearchableIndex,
  SearchField,
  SearchHit,
  SearchIndex,
  SearchIndexOptions,
  SearchIndexState,
  SearchOptions,
  SearchResult,
  VectorSearchOptions,
} from './search/types.js';
export {
  cosineSimilarity,
  type Match,
  type SearchVectorsOptions,
  searchVectors,
} from './similarity.js';
export type {
  Attempt,
  BackendName,
  CountTokensOptions,
  Diagnostics,
  DownloadOptions,
  Embedder,
  EmbedderOptions,
  EmbedderState,
  EmbedManyOptions,
  EmbedOptions,
  EmbedProgress,
  GpuFacts,
  GpuPrecision,
  GpuState,
  LoadOptions,
  LoadProgress,
  Passage,
  SplitTextOptions,
  TokenCount,
} from './types.js';
export {
  createVectorCache,
  spaceOf,
  type VectorCache,
  type VectorCacheOptions,
  withSpace,
} from './vectors.js';
