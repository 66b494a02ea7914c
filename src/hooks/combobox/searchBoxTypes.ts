import type { SearchHit, SearchMode, SelectedFacets } from '../../engine/index.js';
import type { AnySource, SearchSettings, SearchSource, SemanticSearchResult } from '../types.js';
import type { SelectionSettings } from './boxActions.js';
import type { HitGroup } from './hitGroups.js';
import type { OpenReason, OpenSettings, Presentation } from './openSettings.js';
import type { SearchBoxPropGetters } from './searchBoxProps.js';
import type { EmptyQuery } from './useEmptyQueryHits.js';
import type { RowSettings } from './useRows.js';

/**
 * Options of `useSearchBox`: where and how to search, as for `useSemanticSearch`, and how the box behaves. `S` is
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
export interface SearchBox<T> extends SearchBoxPropGetters<T> {
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
  /** The fields whose values are counted (`search.facets`). `undefined`: those of `selectedFacets`. */
  readonly facets: readonly string[] | undefined;
  /** Selected values by field: hits have one of each list that is not empty. `undefined` before a selection. */
  readonly selectedFacets: SelectedFacets | undefined;
  /** Selects values: all that are selected from then on. */
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
  readonly isFocused: boolean;
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
