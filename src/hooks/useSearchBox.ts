'use client';

import { useId, useState } from 'react';
import type { SearchHit, SearchMode, SelectedFacets } from '../engine/index.js';
import { boxActions, type SelectionSettings } from './combobox/boxActions.js';
import { elementHandle } from './combobox/elementHandle.js';
import { groupsOf, type HitGroup } from './combobox/hitGroups.js';
import type { OpenReason, OpenSettings, Presentation } from './combobox/openSettings.js';
import { hasFocus } from './combobox/rowElements.js';
import { type SearchBoxProps, searchBoxProps } from './combobox/searchBoxProps.js';
import type { EmptyQuery } from './combobox/useEmptyQueryHits.js';
import { useHotkeys } from './combobox/useHotkeys.js';
import { useInputElement } from './combobox/useInputElement.js';
import { useOpen } from './combobox/useOpen.js';
import { useOverlay } from './combobox/useOverlay.js';
import { useRoot } from './combobox/useRoot.js';
import { activeRow, type RowSettings, useRows, useScrollToRow } from './combobox/useRows.js';
import type {
  AnySource,
  SearchableTexts,
  SearchSettings,
  SearchSource,
  SemanticSearchResult,
} from './types.js';
import { useDelayedFlag } from './useDelayedFlag.js';
import { useSearch } from './useSearch.js';

/**
 * Options of {@link useSearchBox}: where and how to search, as for `useSemanticSearch`, and how the box behaves. `S` is
 * `SearchableTexts<T>` for items that are strings.
 */
export type UseSearchBoxOptions<T, S = SearchSource<T>> = S & SearchSettings<T> & SearchBoxSettings<T>;

/** The options for items of any kind. */
export type AnyBoxOptions<T> = UseSearchBoxOptions<T, AnySource<T>>;

/** How a search box behaves. */
export interface SearchBoxSettings<T> extends OpenSettings, SelectionSettings<T>, RowSettings<T> {
  /** The accessible name of the input and the list. */
  readonly label: string;
  /** The controlled query; with `onQueryChange`. */
  readonly query?: string | undefined;
  /** @default '' */
  readonly defaultQuery?: string | undefined;
  /** Called when the query changes: by typing, by Clear, or on selection. */
  readonly onQueryChange?: ((query: string) => void) | undefined;
  /** Fields whose values are counted, and can be selected with `<SearchFacets>`. @default the fields of `selectedFacets` */
  readonly facets?: readonly string[] | undefined;
  /** The controlled selection, `{ brand: ['A'], color: [] }`; with `onSelectedFacetsChange`. */
  readonly selectedFacets?: SelectedFacets | undefined;
  /** The user chose other values. */
  readonly onSelectedFacetsChange?: ((facets: SelectedFacets) => void) | undefined;
  /**
   * What is shown while the query is empty: nothing, all items (those that pass the filter), or these: the last ones,
   * or suggestions. They are shown as hits without highlights, and all of them are rendered.
   * @default 'nothing'
   */
  readonly emptyQuery?: EmptyQuery<T> | undefined;
  /**
   * When to load the model and embed the items: when the field gets the focus, or on mount. A non-empty initial query
   * also triggers it, unless `initialResult` answers that. To load only the model earlier, use `preload` of the
   * provider.
   * @default 'focus'
   */
  readonly loadOn?: 'focus' | 'mount' | undefined;
  /**
   * The ARIA role of the list of hits. `listbox`: arrow keys reach rows from the input and Enter chooses one, so there
   * must be no links or buttons in them. `list`: rows hold links or buttons, which are reached with Tab and with arrows.
   * @default 'listbox'
   */
  readonly listRole?: 'listbox' | 'list' | undefined;
}

/** A search box: what is found, and the props of what shows it. */
export interface SearchBox<T> extends SearchBoxProps<T> {
  readonly label: string;
  readonly mode: SearchMode;
  readonly presentation: Presentation;
  /** The keys that open it, from anywhere in the page. */
  readonly hotkeys: readonly string[];
  /** The first of them as keys of this device, once they are heard: `['Ctrl', 'K']`. None on a server. */
  readonly shortcut: readonly string[];
  readonly listRole: 'listbox' | 'list';
  /** Whether there is a `groupBy`. */
  readonly isGrouped: boolean;
  readonly query: string;
  /** Sets the query as if it had been typed. */
  setQuery(query: string): void;
  /** The search itself. Show `hits` of the box, not of the search: their order is stable while a row is active. */
  readonly search: SemanticSearchResult<T>;
  /** The hits in the order of their rows. */
  readonly hits: readonly SearchHit<T>[];
  /** The same hits by groups; one unnamed group without `groupBy`. */
  readonly groups: readonly HitGroup<T>[];
  /** The fields whose values are counted (`search.facets`). */
  readonly facets: readonly string[];
  /** Selected values by field: hits have one of each list that is not empty. */
  readonly selectedFacets: SelectedFacets;
  setSelectedFacets(selected: SelectedFacets): void;
  /**
   * How many hits there would be without `limit`. `undefined` where it is unknown, and where every item is a hit: by
   * meaning, without `minScore`, `minRelevance` or `facets`.
   */
  readonly total: number | undefined;
  /** Whether there are more hits than `limit`. */
  readonly canShowMore: boolean;
  /** Searches for as many more as `limit` says. Another query begins anew. */
  showMore(): void;
  /** The hit of the active row. */
  readonly active: SearchHit<T> | undefined;
  /** Whether hits are shown. The user closes the list with Escape or Alt+Up; another query opens it again. */
  readonly isOpen: boolean;
  /** Whether the popover or the dialog is shown, also without hits. */
  readonly isPopupOpen: boolean;
  /** Whether the focus is in the search. */
  readonly isFocusWithin: boolean;
  /** Opens or closes the list, the popover or the dialog. With `open` it asks for that. */
  setOpen(open: boolean, reason: OpenReason): void;
  /**
   * The outcome of the search. `none`: no complete answer: no query, a search in progress, or one that failed without hits.
   * `waiting`: the items have been missing for a moment. `no-items`: the index is empty. `empty`: no hits. `low-relevance`: no
   * word matches, and no hit is close by meaning; a search by meaning always has a nearest item, even for unrelated queries.
   * `found`: hits.
   */
  readonly outcome: 'none' | 'waiting' | 'no-items' | 'empty' | 'low-relevance' | 'found';
}

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
  const { label, groupBy, loadOn, listRole = 'listbox', mode = 'hybrid' } = options;
  const { presentation = 'inline', autoHighlight, limit = 10, minRelevance, minScore } = options;
  const isDialog = presentation === 'dialog';
  const id = useId();
  const [input] = useState(elementHandle<HTMLInputElement>);
  const { defaultQuery = '', facets } = options;
  const [query, writeQuery] = useValue(options.query, defaultQuery, options.onQueryChange);
  const [selectedFacets, setSelectedFacets] = useValue<SelectedFacets | undefined, SelectedFacets>(
    options.selectedFacets,
    undefined,
    options.onSelectedFacetsChange,
  );
  const [isEntered, setEntered] = useState(false);
  const { isWanted, ...opening } = useOpen(options, query);
  const mayLoad = isEntered || loadOn === 'mount';
  const [more, setMore] = useState({ query, count: 0 });
  const count = more.query === query ? more.count : 0;
  const asked = {
    ...options,
    query,
    selectedFacets,
    enabled: mayLoad || query !== '',
    ...(count > 0 && { limit: limit + count }),
  };
  const search = useSearch(asked, !mayLoad, caller);
  const rows = useRows({ ...options, selectedFacets }, search, query);
  const { hits } = rows;
  // Also where words find nothing while the model comes: a popover opens then with its progress.
  const isLate = search.isPending || search.status === 'partial' || search.indexing.status === 'waiting';
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
  const { onRoot, isFocusWithin } = useRoot(
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

  const isGrouped = groupBy !== undefined;
  const facts = {
    label,
    presentation,
    hotkeys,
    listRole,
    isGrouped,
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
  const groups = groupBy ? groupsOf(hits, groupBy, search.facets) : [{ name: '', hits, total: undefined }];
  // Without a bound each item is a hit by meaning.
  const isBounded = search.mode === 'lexical' || minRelevance || minScore || facets || selectedFacets;
  return {
    ...facts,
    ...props,
    search,
    setQuery,
    setOpen,
    mode,
    groups,
    facets: facets ?? Object.keys(selectedFacets ?? {}),
    selectedFacets: selectedFacets ?? {},
    setSelectedFacets,
    shortcut,
    isFocusWithin,
    outcome,
    total: isBounded ? search.total : undefined,
    canShowMore: isOpen && search.hits.length < (search.total ?? 0),
    showMore: () => setMore({ query, count: count + limit }),
  };
}

const DIALOG_KEYS = ['mod+k', '/'];

/** How long a popover waits for something to show before it opens without, and a box before it says that its items are missing. */
const SLOW_MS = 300;

/** The value as a controlled or an uncontrolled input has it. */
function useValue<V, N extends V = V>(
  value: V | undefined,
  defaultValue: V,
  onChange: ((next: N) => void) | undefined,
) {
  const [own, setOwn] = useState(defaultValue);
  const change = (next: N) => {
    setOwn(next);
    onChange?.(next);
  };
  return [value ?? own, change] as const;
}

type Search = Pick<SemanticSearchResult<unknown>, 'status' | 'mode' | 'indexing'>;

/** Whether there is nothing to search. How many items an index elsewhere holds is not known before it is ready. */
function hasNoItems<T>({ items, source }: AnySource<T>, { indexing }: Search): boolean {
  if (items && source === undefined) return items.length === 0;
  return indexing.status === 'ready' && indexing.items === 0;
}

function outcomeOf<T>(
  source: AnySource<T>,
  search: Search,
  hits: readonly SearchHit<T>[],
  isSlow: boolean,
): SearchBox<T>['outcome'] {
  const { status, mode, indexing } = search;
  const isEmpty = hits.length === 0;
  if (isEmpty && hasNoItems(source, search)) return 'no-items';
  if (isSlow && isEmpty && indexing.status === 'waiting') return 'waiting';
  if (status !== 'ready' && (status !== 'error' || mode === undefined)) return 'none';
  return isEmpty ? 'empty' : hits.every(isLowRelevance) ? 'low-relevance' : 'found';
}

type RankingInput = Pick<SearchHit<unknown>, 'relevance' | 'relevanceLevel' | 'lexicalRank'>;

const isLowRelevance = ({ relevance, relevanceLevel, lexicalRank }: RankingInput) =>
  relevanceLevel === 'low' && (relevance !== undefined || lexicalRank === undefined);
