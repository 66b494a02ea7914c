'use client';

import type {
  AnySearchOptions,
  SearchableTexts,
  SemanticSearchResult,
  UseSemanticSearchOptions,
} from './types.js';
import { useSearch } from './useSearch.js';

/**
 * Searches as a person types: by words at once, and by meaning and words together when that is there. On the hash backend,
 * and while the model cannot be loaded, by words alone.
 */
export function useSemanticSearch<T>(
  options: UseSemanticSearchOptions<T, SearchableTexts<T>>,
): SemanticSearchResult<T>;
export function useSemanticSearch<T>(options: UseSemanticSearchOptions<T>): SemanticSearchResult<T>;
export function useSemanticSearch<T>(options: AnySearchOptions<T>): SemanticSearchResult<T> {
  return useSearch(options, false);
}
