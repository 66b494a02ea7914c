'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { SearchBox } from '../../hooks/combobox/searchBoxTypes.js';
import { withRef } from '../shared/withRef.js';
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

/**
 * A part of a search box.
 * @param render What it shows of the box, with the props of the part. Without hooks.
 */
export function searchPart<P extends object>(
  name: string,
  render: (value: SearchContextValue<unknown>, props: P) => ReactNode,
): (props: P) => ReactNode {
  // biome-ignore lint/correctness/noComponentHookFactories: it is called once for each part, when the module is read
  const SearchPart = (props: P) => render(useSearchParts(name), props);
  SearchPart.displayName = `Search${name}`;
  return withRef(SearchPart);
}
