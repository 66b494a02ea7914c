'use client';

import type { ReactNode, Ref } from 'react';
import type { SearchHit } from '../../engine/index.js';
import type { ElementProps } from '../../hooks/combobox/searchBoxProps.js';
import type { UseSearchBoxOptions } from '../../hooks/combobox/searchBoxTypes.js';
import { mergeProps } from '../../hooks/props/mergeProps.js';
import type { AnySource, SearchableTexts, SearchSource } from '../../hooks/types.js';
import type { RootAttributes } from '../shared/rootAttributes.js';
import { withRef } from '../shared/withRef.js';
import { SearchClose, SearchDialog, SearchTrigger } from './SearchDialog.js';
import { SearchError } from './SearchError.js';
import { SearchClear, SearchInput, SearchLabel } from './SearchInput.js';
import { SearchGroup, SearchItem, SearchList } from './SearchList.js';
import { SearchPanel } from './SearchPanel.js';
import { SearchProgress } from './SearchProgress.js';
import { AnySearchRoot, SearchRoot } from './SearchRoot.js';
import { SearchKeys, SearchShortcut } from './SearchShortcut.js';
import { SearchEmpty, SearchMore, SearchStatus } from './SearchStatus.js';
import type { SearchStrings } from './strings.js';

/** Props of the field of a search. */
export interface SearchInputSettings {
  readonly placeholder?: string | undefined;
  /** The field's name in a form. */
  readonly name?: string | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly inputRef?: Ref<HTMLInputElement> | undefined;
  /** Further attributes of the field, such as `id`, `aria-describedby` or `onPaste`. */
  readonly inputProps?: ElementProps<'input'> | undefined;
}

/**
 * Props of {@link SemanticSearch}: where and how to search, as for `useSearchBox`, and how it looks. `S` is
 * `SearchableTexts<T>` for items that are strings.
 */
export type SemanticSearchProps<T, S = SearchSource<T>> = UseSearchBoxOptions<T, S> &
  RootAttributes &
  SearchInputSettings & {
    /**
     * How a hit is shown. Without links or buttons in it, unless `listRole` is `list`.
     * @default its title, if `fields` has one of that name, and an `<Excerpt>`
     */
    readonly children?: ((hit: SearchHit<T>) => ReactNode) | undefined;
    /**
     * UI strings, to translate.
     * @default English
     */
    readonly strings?: Partial<SearchStrings> | undefined;
    /**
     * Whether the label is for screen readers only.
     * @default false with `presentation: 'inline'`, else true
     */
    readonly hideLabel?: boolean | undefined;
    /**
     * Whether there is a button behind the hits that shows as many more, while there are more.
     * @default false
     */
    readonly showMore?: boolean | undefined;
    /**
     * What is in the button that opens the dialog.
     * @default the placeholder, or the label
     */
    readonly trigger?: ReactNode;
  };

function WholeSearch<T>(props: SemanticSearchProps<T, SearchableTexts<T>>): ReactNode;
function WholeSearch<T>(props: SemanticSearchProps<T>): ReactNode;
function WholeSearch<T>(props: SemanticSearchProps<T, AnySource<T>>): ReactNode {
  const { children, presentation, placeholder, trigger } = props;
  const isDialog = presentation === 'dialog';
  const isPopup = isDialog || presentation === 'popover';
  const more = props.showMore && <SearchMore />;
  return (
    <AnySearchRoot<T> {...props}>
      {({ query, outcome }) => {
        // First what comes, then the hits. A popover and a dialog tell below them how many.
        const isAbove = !isPopup || outcome === 'low-relevance';
        const results = (
          <>
            <SearchError />
            <div data-sem-part="summary">
              <SearchProgress />
              {isAbove && <SearchStatus />}
              <SearchEmpty />
            </div>
            <SearchList<T>>{(hit) => <SearchItem hit={hit}>{children?.(hit)}</SearchItem>}</SearchList>
            {isPopup ? (
              <div data-sem-part="footer">
                {!isAbove && <SearchStatus />}
                {more}
                <SearchKeys />
              </div>
            ) : (
              more
            )}
          </>
        );
        const search = (
          <>
            <div data-sem-part="field">
              <SearchInput {...inputProps(props)} />
              <SearchClear />
              {isDialog ? <SearchClose /> : query === '' && <SearchShortcut />}
            </div>
            {isPopup ? <SearchPanel>{results}</SearchPanel> : results}
          </>
        );
        return (
          <>
            {!(props.hideLabel ?? isPopup) && <SearchLabel />}
            {isDialog && <SearchTrigger>{trigger ?? placeholder}</SearchTrigger>}
            {isDialog ? <SearchDialog>{search}</SearchDialog> : search}
          </>
        );
      }}
    </AnySearchRoot>
  );
}

function inputProps({
  inputProps,
  inputRef: ref,
  placeholder,
  name,
  autoFocus,
}: SearchInputSettings): ElementProps<'input'> {
  return mergeProps({ ref, placeholder, name, autoFocus }, { ...inputProps });
}

/**
 * A search field and its hits: lexical ones immediately, hybrid ones when the model is ready. Unstyled: parts are
 * marked with `data-sem-part`, and `react-embeddings/styles.css` is one way to style them. Attributes such as `data-*`,
 * `className` and `ref` are those of its element. Needs an `<EmbedderProvider>` above it.
 *
 * For keyboard and screen reader it is a combobox with a list: Down and Up move through the hits, Enter chooses, Escape
 * closes the list and then clears the field. The row that the user is on does not move when meaning changes the order.
 *
 * It is made of its parts, for other arrangements: `SemanticSearch.Root` around `Label`, `Input`, `Clear`, `Error`,
 * `Progress`, `Status`, `Empty`, and `List` with `Item`s, in `Group`s if there are any; for a popover in a `Panel`, for
 * a dialog in a `Dialog` with a `Trigger` beside it. `useSearchBox` is the same without elements.
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
  /** The error, with a button to try again. */
  Error: SearchError,
  /** The progress until search by meaning is ready. */
  Progress: SearchProgress,
  /** How many hits there are. */
  Status: SearchStatus,
  /** The empty state. */
  Empty: SearchEmpty,
  /** A button that shows more hits. */
  More: SearchMore,
  /** The hits. */
  List: SearchList,
  /** A labeled group of rows. */
  Group: SearchGroup,
  /** The row of a hit. */
  Item: SearchItem,
  /** What holds the hits: the popover, or a part of the page or the dialog. */
  Panel: SearchPanel,
  /** The modal dialog. */
  Dialog: SearchDialog,
  /** The button that opens the dialog. */
  Trigger: SearchTrigger,
  /** The button that closes it. */
  Close: SearchClose,
  /** Keyboard hints. */
  Keys: SearchKeys,
});
