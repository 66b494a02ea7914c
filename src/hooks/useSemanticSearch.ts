'use client';

import type {
  AnySearchOptions,
  SearchableTexts,
  SemanticSearchResult,
  UseSemanticSearchOptions,
} from './types.js';
import { useSearch } from './useSearch.js';

/**
 * Searches while the user types: lexical hits immediately, hybrid ones when the model is ready. On the hash backend,
 * and while the model cannot be loaded, lexical ones only.
 */
export function useSemanticSearch<T>(
  options: UseSemanticSearchOptions<T, SearchableTexts<T>>,
): SemanticSearchResult<T>;
export function useSemanticSearch<T>(options: UseSemanticSearchOptions<T>): SemanticSearchResult<T>;
export function useSemanticSearch<T>(options: AnySearchOptions<T>): SemanticSearchResult<T> {
  return useSearch(options, false, 'useSemanticSearch');
}
