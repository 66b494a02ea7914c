// The engine: texts to vectors, without React. What is not exported here is private.

export { createEmbedder } from './embedder/createEmbedder.js';
export type { DownloadOptions, EmbedderOptions, LoadOptions } from './embedder/optionTypes.js';
export type {
  BackendFailure,
  BackendName,
  EmbedderDiagnostics,
  EmbedderState,
  GpuFacts,
  GpuPrecision,
  GpuState,
  LoadProgress,
} from './embedder/stateTypes.js';
export {
  assertSemantic,
  createVectorCache,
  spaceOf,
  type VectorCache,
  type VectorCacheOptions,
  withSpace,
} from './embedder/vectorCache.js';
export { EmbedError, type EmbedErrorCode } from './errors.js';
export type {
  ModelChoice,
  PackagedModel,
} from './models/catalog.js';
export {
  catalog,
  DEFAULT_MODEL,
  isSpaceKnown,
} from './models/catalog.js';
export type { Dtype, ModelConfig, ModelSource } from './models/config/modelSource.js';
export { type HubModel, hubModels } from './models/hubModels.js';
export type {
  Activation,
  DenseLayer,
  EmbedRole,
  ModelFile,
  ModelFiles,
  ModelInfo,
  ModelSpec,
  Pooling,
} from './models/types.js';
export type { RelevanceLevel } from './ranking/relevance.js';
export type {
  FieldText,
  FilePrecision,
  IndexPrecision,
  LexicalHits,
  NewDocument,
} from './rpc/searchProtocol.js';
export { createRemoteIndex, type RemoteIndexOptions } from './search/createRemoteIndex.js';
export { createSearchIndex } from './search/createSearchIndex.js';
export { excerptOf } from './search/excerpt.js';
export type {
  FieldBound,
  FieldCondition,
  FieldFilter,
  FieldRange,
  FieldValue,
  ItemFilter,
} from './search/filterTypes.js';
export { fromMiniSearch, type MiniSearchLike } from './search/fromMiniSearch.js';
export { compileFilter } from './search/ItemStore.js';
export type {
  ExportOptions,
  LexicalEngine,
  SearchField,
  SearchIndexOptions,
  SearchOptions,
  SelectedFacets,
  VectorSearchOptions,
} from './search/optionTypes.js';
export { type PrincipalComponentsOptions, principalComponents } from './search/principalComponents.js';
export type {
  FacetCount,
  Facets,
  FieldMatches,
  Fusion,
  HitBase,
  SearchHit,
  SearchMode,
  SearchResult,
  TextSpan,
} from './search/resultTypes.js';
export {
  cosineSimilarity,
  type SearchVectorsOptions,
  searchVectors,
  type VectorMatch,
} from './search/similarity.js';
export type { IndexedItems, SearchableIndex, SearchIndex, SearchIndexState } from './search/types.js';
export {
  deleteModel,
  listModels,
  requestPersistentStorage,
  type StorageEstimate,
  type StoredModel,
  storageEstimate,
} from './storage/modelStore.js';
export type {
  CountTokensOptions,
  DocumentVectors,
  EmbedDocumentsOptions,
  Embedder,
  EmbedManyOptions,
  EmbedOptions,
  EmbedProgress,
  Passage,
  SplitTextOptions,
  TokenCount,
} from './types.js';
export { hashTexts } from './utils/hash53.js';
