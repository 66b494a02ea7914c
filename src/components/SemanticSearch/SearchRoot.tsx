'use client';

import type { ReactNode } from 'react';
import type { ElementProps } from '../../hooks/combobox/searchBoxProps.js';
import type { SearchBox, UseSearchBoxOptions } from '../../hooks/combobox/searchBoxTypes.js';
import { mergeProps } from '../../hooks/props/mergeProps.js';
import { definedOf } from '../../hooks/props/optionalProps.js';
import type { AnySource, SearchableTexts, SearchSource } from '../../hooks/types.js';
import { useAnySearchBox } from '../../hooks/useSearchBox.js';
import { attributesOf, type RootAttributes } from '../shared/rootAttributes.js';
import { withRef } from '../shared/withRef.js';
import { SearchLiveRegion } from './SearchLiveRegion.js';
import { SearchContext } from './searchContext.js';
import { englishStrings, type SearchStrings } from './strings.js';

/** Props of `SemanticSearch.Root`. `S` is `SearchableTexts<T>` for items that are strings. */
export type SearchRootProps<T, S = SearchSource<T>> = UseSearchBoxOptions<T, S> &
  RootAttributes & {
    /** The parts, or a function that makes them of the box: for a list that renders only some of its rows, say. */
    readonly children: ReactNode | ((box: SearchBox<T>) => ReactNode);
    /**
     * UI strings, to translate.
     * @default English
     */
    readonly strings?: Partial<SearchStrings> | undefined;
    /** DOM attributes whose names clash with an option. Others are given beside the options. */
    readonly attributes?: ElementProps<'div'> | undefined;
  };

export interface RootPart {
  <T>(props: SearchRootProps<T, SearchableTexts<T>>): ReactNode;
  <T>(props: SearchRootProps<T>): ReactNode;
}

/** {@link SearchRoot}, whatever the items are. */
export const AnySearchRoot = /* @__PURE__ */ withRef(function SearchRoot<T>(
  props: SearchRootProps<T, AnySource<T>>,
): ReactNode {
  const { children, attributes } = props;
  const box = useAnySearchBox(props, '<SemanticSearch>');
  const strings = { ...englishStrings, ...definedOf({ ...props.strings }) };
  return (
    <SearchContext.Provider value={{ box, strings }}>
      <div {...box.getRootProps(mergeProps(attributesOf(props), { ...attributes }))}>
        {typeof children === 'function' ? children(box) : children}
        {box.presentation !== 'dialog' && <SearchLiveRegion />}
      </div>
    </SearchContext.Provider>
  );
});

/**
 * The search itself, around its parts: it holds the query, searches, and announces the outcome. Attributes such as
 * `data-*`, `className` and `ref` are those of its element.
 */
export const SearchRoot: RootPart = AnySearchRoot;
