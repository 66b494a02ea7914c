// The public entry: components, hooks, and the engine they stand on.

export { createSemanticSearch, type TypedSemanticSearch } from './components/createSemanticSearch.js';
export { EmbedderBoundary, type EmbedderBoundaryProps } from './components/EmbedderBoundary.js';
export { Highlight, type HighlightProps, type TextHighlightProps } from './components/Highlight.js';
export { ModelStatus, type ModelStatusProps } from './components/ModelStatus.js';
export { ModelStore, type ModelStoreProps } from './components/ModelStore.js';
export type { ModelStoreStrings } from './components/modelStoreStrings.js';
export type { ModelStrings } from './components/modelStrings.js';
export type { RootAttributes } from './components/rootAttributes.js';
export { SearchError } from './components/SearchError.js';
export { SearchClear, SearchInput, SearchLabel } from './components/SearchField.js';
export {
  SearchGroup,
  type SearchGroupProps,
  SearchItem,
  type SearchItemProps,
  SearchList,
  type SearchListProps,
} from './components/SearchList.js';
export { SearchProgress } from './components/SearchProgress.js';
export { SearchRoot, type SearchRootProps } from './components/SearchRoot.js';
export { SearchEmpty, SearchStatus } from './components/SearchStatus.js';
export { SemanticSearch, type SemanticSearchProps } from './components/SemanticSearch.js';
export type { SearchStrings } from './components/strings.js';
export * from './engine/index.js';
export { EmbedderProvider, type EmbedderProviderProps } from './hooks/EmbedderProvider.js';
export type { HitGroup } from './hooks/hitGroups.js';
export {
  type ClassificationOptions,
  classificationQuery,
  type EmbeddingQueryOptions,
  embeddingQuery,
  embeddingsQuery,
  type LabelScore,
  type SimilarityQueryOptions,
  similarityQuery,
  type VectorKey,
} from './hooks/queries.js';
export type { ListPart, ListProps, Part, SearchBoxProps } from './hooks/searchBoxProps.js';
export { type SearchQueryOptions, searchQuery } from './hooks/searchQuery.js';
export { type UseClassifyOptions, useClassify } from './hooks/useClassify.js';
export { type UseEmbedderResult, useEmbedder } from './hooks/useEmbedder.js';
export { type UseEmbeddingOptions, useEmbedding } from './hooks/useEmbedding.js';
export { type UseEmbeddingsOptions, useEmbeddings } from './hooks/useEmbeddings.js';
export { type SearchIndexing, useSearchIndexState } from './hooks/useIndexState.js';
export type { InitialResult } from './hooks/useInitialAnswer.js';
export { type UseModelStoreResult, useModelStore } from './hooks/useModelStore.js';
export {
  type SearchBox,
  type SearchBoxSettings,
  type UseSearchBoxOptions,
  useSearchBox,
} from './hooks/useSearchBox.js';
export {
  type UseSearchIndexOptions,
  type UseSearchIndexResult,
  type UseTextIndexOptions,
  useSearchIndex,
} from './hooks/useSearchIndex.js';
export {
  type SearchableElsewhere,
  type SearchableItems,
  type SearchableTexts,
  type SearchSettings,
  type SearchSource,
  type SemanticSearchResult,
  type UseSemanticSearchOptions,
  useSemanticSearch,
} from './hooks/useSemanticSearch.js';
export { type UseSimilarityOptions, useSimilarity } from './hooks/useSimilarity.js';
export { type UseSuspenseEmbeddingOptions, useSuspenseEmbedding } from './hooks/useSuspenseEmbedding.js';
export type { VectorObserverOptions, VectorResult } from './hooks/useVectorQuery.js';
