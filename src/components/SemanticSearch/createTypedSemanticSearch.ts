import type { ReactNode } from 'react';
import type { AnySource, SearchSource } from '../../hooks/types.js';
import type { SearchItemProps, SearchListProps } from './SearchList.js';
import type { SearchRootProps } from './SearchRoot.js';
import { SemanticSearch, type SemanticSearchProps } from './SemanticSearch.js';

type Parts = typeof SemanticSearch;

/** {@link SemanticSearch} and its parts for items of one type. */
export interface TypedSemanticSearch<T, S = SearchSource<T>>
  extends Pick<Parts, Exclude<keyof Parts, 'Root' | 'List' | 'Item'>> {
  (props: SemanticSearchProps<T, S>): ReactNode;
  /** As `SemanticSearch.Root`. */
  readonly Root: (props: SearchRootProps<T, S>) => ReactNode;
  /** As `SemanticSearch.List`. */
  readonly List: (props: SearchListProps<T>) => ReactNode;
  /** As `SemanticSearch.Item`. */
  readonly Item: (props: SearchItemProps<T>) => ReactNode;
}

/**
 * `SemanticSearch` for items of one type, so that its parts are typed: `const Films = createTypedSemanticSearch<Film>()`,
 * and then a hit of `<Films.List>` holds a `Film`. The components are the same; call it outside of components.
 */
export function createTypedSemanticSearch<T extends string>(): TypedSemanticSearch<T, AnySource<T>>;
export function createTypedSemanticSearch<T>(): TypedSemanticSearch<T>;
export function createTypedSemanticSearch(): Parts {
  return SemanticSearch;
}
