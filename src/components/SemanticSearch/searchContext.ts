'use client';

import { createContext, useContext } from 'react';
import type { SearchBox } from '../../hooks/useSearchBox.js';
import type { SearchStrings } from './strings.js';

/** What a `<SemanticSearch.Root>` gives to its parts. */
export interface SearchContextValue<T> {
  readonly box: SearchBox<T>;
  readonly strings: SearchStrings;
}

// A context cannot be generic: its reader says what the items of the root are.
// biome-ignore lint/suspicious/noExplicitAny: as above
export const SearchContext = createContext<SearchContextValue<any> | undefined>(undefined);

/** The search box of the nearest root; `part` is named in the error when there is none. */
export function useSearchParts<T>(part: string): SearchContextValue<T> {
  const value: SearchContextValue<T> | undefined = useContext(SearchContext);
  if (value) return value;
  throw new Error(`<SemanticSearch.${part}> must be inside of a <SemanticSearch.Root>.`);
}
