'use client';

import { useId, useState } from 'react';
import type { SelectedFacets } from '../engine/index.js';
import { boxActions } from './combobox/boxActions.js';
import { elementHandle } from './combobox/elementHandle.js';
import { groupsOf } from './combobox/hitGroups.js';
import { outcomeOf } from './combobox/outcome.js';
import { hasFocus } from './combobox/rowElements.js';
import { searchBoxProps } from './combobox/searchBoxProps.js';
import type { AnyBoxOptions, SearchBox, UseSearchBoxOptions } from './combobox/searchBoxTypes.js';
import { useControlledState } from './combobox/useControlledState.js';
import { useHotkeys } from './combobox/useHotkeys.js';
import { useInputElement } from './combobox/useInputElement.js';
import { useOpen } from './combobox/useOpen.js';
import { useOverlay } from './combobox/useOverlay.js';
import { useRoot } from './combobox/useRoot.js';
import { activeRow, useRows, useScrollToRow } from './combobox/useRows.js';
import { useShowMore } from './combobox/useShowMore.js';
import type { SearchableTexts } from './types.js';
import { useDelayedFlag } from './useDelayedFlag.js';
import { useSearch } from './useSearch.js';

/**
 * A search field and its hits without any elements: state, and getters of props to spread on elements of your own. The box
 * behaves as a combobox with a list (ARIA Authoring Practices Guide), or with `listRole: 'list'` as a field above a list.
 */
export function useSearchBox<T>(options: UseSearchBoxOptions<T, SearchableTexts<T>>): SearchBox<T>;
export function useSearchBox<T>(options: UseSearchBoxOptions<T>): SearchBox<T>;
export function useSearchBox<T>(options: AnyBoxOptions<T>): SearchBox<T> {
  return useAnySearchBox(options, 'useSearchBox');
}

/** {@link useSearchBox}, whatever the items are. @param caller What the app called, for errors. */
export function useAnySearchBox<T>(options: AnyBoxOptions<T>, caller: string): SearchBox<T> {
  const {
    label,
    groupBy,
    facets,
    limit = 10,
    minRelevance,
    minScore,
    mode = 'hybrid',
    presentation = 'inline',
    listRole = 'listbox',
    autoHighlight,
    loadOn,
  } = options;
  const isDialog = presentation === 'dialog';
  const id = useId();
  const [input] = useState(elementHandle<HTMLInputElement>);
  const [query, writeQuery] = useControlledState(
    options.query,
    options.onQueryChange,
    options.defaultQuery ?? '',
  );
  const [selectedFacets, setSelectedFacets] = useControlledState<SelectedFacets | undefined, SelectedFacets>(
    options.selectedFacets,
    options.onSelectedFacetsChange,
    undefined,
  );
  const [isEntered, setEntered] = useState(false);
  const { isWanted, ...opening } = useOpen(options, query);
  const mayLoad = isEntered || loadOn === 'mount';
  const [raisedLimit, showMore] = useShowMore(query, limit);
  const asked = {
    ...options,
    query,
    selectedFacets,
    enabled: mayLoad || query !== '',
    limit: raisedLimit ?? options.limit,
  };
  const search = useSearch(asked, !mayLoad, caller);
  const rows = useRows({ ...options, selectedFacets }, search, query);
  const { hits } = rows;
  // Also where words find nothing while the model comes: a popover opens then with its progress.
  const isLate = search.isPending || search.status === 'partial' || search.indexState.status === 'waiting';
  const isSlow = useDelayedFlag(isLate, SLOW_MS);
  const outcome = outcomeOf(options, search, hits, isSlow);
  const actions = boxActions({
    rows,
    input,
    query,
    setQuery: writeQuery,
    ...opening,
    onEnter: () => setEntered(true),
    itemOf: (hit) => search.index?.items?.get(hit.id) ?? hit.item, // functions of items as they are now
    settings: options,
  });
  const { setQuery, setOpen } = actions;

  const isOpen = hits.length > 0 && isWanted;
  const active = isOpen
    ? activeRow(rows, autoHighlight && listRole === 'listbox' && outcome !== 'low-relevance')
    : undefined;
  useScrollToRow(id, active, rows.focus, input);
  const hasContent = hits.length > 0 || outcome !== 'none' || search.isError || isSlow;
  const isPopupOpen = isWanted && (isDialog || (presentation === 'popover' && hasContent));
  const { onRoot, isFocused } = useRoot(
    input.get,
    (reason) => presentation === 'popover' && isWanted && setOpen(false, reason),
  );
  const overlayRef = useOverlay(presentation, isPopupOpen, input, id);
  const hotkeys = options.hotkeys ?? (isDialog ? DIALOG_KEYS : []);
  const shortcut = useHotkeys(hotkeys, () => {
    setOpen(!isDialog || !isWanted, 'hotkey');
    if (isDialog) return; // the dialog takes the focus itself
    input.get()?.focus();
    input.get()?.select();
  });
  const field = useInputElement(`${id}-input`, input, (element) => {
    if (hasFocus(element)) actions.onEnter();
    if (element.value !== element.defaultValue) setQuery(element.value);
  });

  const facts = {
    label,
    presentation,
    hotkeys,
    listRole,
    isGrouped: Boolean(groupBy),
    query,
    hits,
    active,
    isOpen,
    isPopupOpen,
  };
  const props = searchBoxProps<T>({
    ...facts,
    ...field,
    ...actions,
    id,
    onRoot,
    overlayRef,
    isDisabled: rows.isDisabled,
    status: search.status,
    mode: search.mode,
    canOpen: !isWanted && (hits.length > 0 || (presentation !== 'inline' && query.trim() !== '')),
    wraps: autoHighlight,
  });
  const groups = groupBy ? groupsOf(hits, groupBy, search.facets) : [{ name: '', hits }];
  // Without a bound each item is a hit by meaning.
  const isBounded = search.mode === 'lexical' || minRelevance || minScore || search.facets;
  return {
    ...facts,
    ...props,
    search,
    setQuery,
    setOpen,
    mode,
    groups,
    facets,
    selectedFacets,
    setSelectedFacets,
    shortcut,
    isFocused,
    outcome,
    total: isBounded ? search.total : undefined,
    canShowMore: isOpen && search.hits.length < (search.total ?? 0),
    showMore,
  };
}

const DIALOG_KEYS = ['mod+k', '/'];

/** How long a popover waits for something to show before it opens without, and a box before it says that its items are missing. */
const SLOW_MS = 300;
