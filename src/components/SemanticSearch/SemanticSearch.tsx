'use client';

import type { ReactNode } from 'react';
import type { SearchHit } from '../../engine/index.js';
import type { AnySource, SearchableTexts, SearchSource } from '../../hooks/types.js';
import { type UseSearchBoxOptions, useAnySearchBox } from '../../hooks/useSearchBox.js';
import { attributesOf, type RootAttributes } from '../shared/rootAttributes.js';
import { withRef } from '../shared/withRef.js';
import { SearchError } from './SearchError.js';
import { SearchClear, SearchInput, SearchLabel } from './SearchField.js';
import { SearchGroup, SearchItem, SearchList } from './SearchList.js';
import { SearchProgress } from './SearchProgress.js';
import { SearchFrame, SearchRoot } from './SearchRoot.js';
import { SearchEmpty, SearchStatus } from './SearchStatus.js';
import type { SearchStrings } from './strings.js';

/**
 * Props of {@link SemanticSearch}: where and how to search, as for `useSearchBox`, and how it looks. `S` is
 * `SearchableTexts<T>` for items that are strings.
 */
export type SemanticSearchProps<T, S = SearchSource<T>> = UseSearchBoxOptions<T, S> &
  RootAttributes & {
    /**
     * How a hit is shown. Without links or buttons in it, unless `results` is `list`.
     * @default its title, if `fields` has one of that name, and an `<Excerpt>`
     */
    readonly children?: ((hit: SearchHit<T>) => ReactNode) | undefined;
    readonly placeholder?: string | undefined;
    /**
     * The words it shows and says, where they are not to be the English ones.
     * @default English
     */
    readonly strings?: Partial<SearchStrings> | undefined;
  };

function WholeSearch<T>(props: SemanticSearchProps<T, SearchableTexts<T>>): ReactNode;
function WholeSearch<T>(props: SemanticSearchProps<T>): ReactNode;
function WholeSearch<T>(props: SemanticSearchProps<T, AnySource<T>>): ReactNode {
  const { children, placeholder, strings } = props;
  const box = useAnySearchBox(props);
  return (
    <SearchFrame box={box} strings={strings} attributes={attributesOf(props)}>
      <SearchLabel />
      <div data-sem-part="field">
        <SearchInput placeholder={placeholder} />
        <SearchClear />
      </div>
      <SearchError />
      <div data-sem-part="summary">
        <SearchProgress />
        <SearchStatus />
        <SearchEmpty />
      </div>
      <SearchList<T>>{(hit) => <SearchItem hit={hit}>{children?.(hit)}</SearchItem>}</SearchList>
    </SearchFrame>
  );
}

/**
 * A search field and its hits, by words at once and by meaning when that is there. Unstyled: parts are marked with
 * `data-sem-part`, and `react-embeddings/styles.css` is one way to style them. Attributes such as `data-*`, `className` and `ref` are
 * those of its element. Needs an `<EmbedderProvider>` above it.
 *
 * For keyboard and screen reader it is a combobox with a list: Down and Up move through the hits, Enter chooses, Escape
 * closes the list and then clears the field. The row that a person is on does not move when meaning changes the order.
 *
 * It is made of its parts, for other arrangements: `SemanticSearch.Root` around `Label`, `Input`, `Clear`, `Error`,
 * `Progress`, `Status`, `Empty`, and `List` with `Item`s, in `Group`s if there are any. `useSearchBox` is the same without
 * elements.
 */
export const SemanticSearch = /* @__PURE__ */ Object.assign(/* @__PURE__ */ withRef(WholeSearch), {
  /** The search itself, around its parts. */
  Root: SearchRoot,
  /** The visible label of the input. */
  Label: SearchLabel,
  /** The input. */
  Input: SearchInput,
  /** A button that clears the text. */
  Clear: SearchClear,
  /** What a person must know of a search that does not work, and a way to try again. */
  Error: SearchError,
  /** What a person waits for before meaning counts. */
  Progress: SearchProgress,
  /** How many hits there are. */
  Status: SearchStatus,
  /** That there are no hits, or no items. */
  Empty: SearchEmpty,
  /** The hits. */
  List: SearchList,
  /** Rows below the name that they share. */
  Group: SearchGroup,
  /** The row of a hit. */
  Item: SearchItem,
});
