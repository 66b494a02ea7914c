// The public entry: components, hooks, and the engine they stand on.

export { EmbedderBoundary, type EmbedderBoundaryProps } from './components/EmbedderBoundary.js';
export { Excerpt, type ExcerptProps } from './components/Excerpt.js';
export { Highlight, type HighlightProps } from './components/Highlight.js';
export { ModelManager, type ModelManagerProps } from './components/ModelManager/ModelManager.js';
export type { ModelManagerStrings } from './components/ModelManager/modelManagerStrings.js';
export { ModelStatus, type ModelStatusProps } from './components/ModelStatus/ModelStatus.js';
export type { ModelStatusStrings } from './components/ModelStatus/modelStatusStrings.js';
export { Relevance, type RelevanceProps } from './components/Relevance.js';
export {
  createTypedSemanticSearch,
  type TypedSemanticSearch,
} from './components/SemanticSearch/createTypedSemanticSearch.js';
export { SearchClose, SearchDialog, SearchTrigger } from './components/SemanticSearch/SearchDialog.js';
export { SearchError } from './components/SemanticSearch/SearchError.js';
export { SearchFacets, type SearchFacetsProps } from './components/SemanticSearch/SearchFacets.js';
export { SearchClear, SearchInput, SearchLabel } from './components/SemanticSearch/SearchInput.js';
export {
  SearchGroup,
  type SearchGroupProps,
  SearchItem,
  type SearchItemProps,
  SearchList,
  type SearchListProps,
} from './components/SemanticSearch/SearchList.js';
export { SearchPanel } from './components/SemanticSearch/SearchPanel.js';
export { SearchProgress } from './components/SemanticSearch/SearchProgress.js';
export { SearchRoot, type SearchRootProps } from './components/SemanticSearch/SearchRoot.js';
export { SearchKeys, SearchShortcut } from './components/SemanticSearch/SearchShortcut.js';
export { SearchEmpty, SearchMore, SearchStatus } from './components/SemanticSearch/SearchStatus.js';
export {
  type SearchInputSettings,
  SemanticSearch,
  type SemanticSearchProps,
} from './components/SemanticSearch/SemanticSearch.js';
export type { SearchStrings } from './components/SemanticSearch/strings.js';
export type { RootAttributes } from './components/shared/rootAttributes.js';
export * from './engine/index.js';
export type { SelectionSettings } from './hooks/combobox/boxActions.js';
export type { HitGroup } from './hooks/combobox/hitGroups.js';
export type { OpenReason, OpenSettings, Presentation } from './hooks/combobox/openSettings.js';
export type {
  ElementProps,
  ListElementProps,
  MergedListProps,
  SearchBoxPropGetters,
} from './hooks/combobox/searchBoxProps.js';
export type { SearchBox, SearchBoxSettings, UseSearchBoxOptions } from './hooks/combobox/searchBoxTypes.js';
export type { EmptyQuery } from './hooks/combobox/useEmptyQueryHits.js';
export type { RowSettings } from './hooks/combobox/useRows.js';
export { EmbedderProvider, type EmbedderProviderProps } from './hooks/EmbedderProvider.js';
export {
  type ClassificationOptions,
  classificationQuery,
  type LabelScore,
} from './hooks/queries/classificationQuery.js';
export {
  type SearchQueryOptions,
  type SimilarItemsQueryOptions,
  searchQuery,
  similarItemsQuery,
} from './hooks/queries/searchQuery.js';
export {
  type EmbeddingQueryOptions,
  embeddingQuery,
  embeddingsQuery,
  type SimilarityQueryOptions,
  similarityQuery,
  type VectorKey,
} from './hooks/queries/vectorQueries.js';
export type {
  ExternalIndex,
  InitialResult,
  SearchableItems,
  SearchableTexts,
  SearchSettings,
  SearchSource,
  SemanticSearchResult,
  UseSearchIndexOptions,
  UseSemanticSearchOptions,
  UseTextIndexOptions,
} from './hooks/types.js';
export { type UseClassifyOptions, useClassify } from './hooks/useClassify.js';
export { type UseEmbedderResult, useEmbedder } from './hooks/useEmbedder.js';
export { type UseEmbeddingOptions, useEmbedding } from './hooks/useEmbedding.js';
export { type UseEmbeddingsOptions, useEmbeddings } from './hooks/useEmbeddings.js';
export { useEmbeddingsProgress } from './hooks/useEmbeddingsProgress.js';
export type { HitTextOptions } from './hooks/useHitText.js';
export { type UseModelStoreResult, useModelStore } from './hooks/useModelStore.js';
export { useSearchBox } from './hooks/useSearchBox.js';
export { type UseSearchIndexResult, useSearchIndex } from './hooks/useSearchIndex.js';
export { type ComponentIndexState, useSearchIndexState } from './hooks/useSearchIndexState.js';
export { useSemanticSearch } from './hooks/useSemanticSearch.js';
export { type UseSimilarItemsOptions, useSimilarItems } from './hooks/useSimilarItems.js';
export { type UseSimilarityOptions, useSimilarity } from './hooks/useSimilarity.js';
export { type UseSuspenseEmbeddingOptions, useSuspenseEmbedding } from './hooks/useSuspenseEmbedding.js';
export type { VectorObserverOptions, VectorResult } from './hooks/useVectorQuery.js';
