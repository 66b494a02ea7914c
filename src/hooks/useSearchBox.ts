'use client';

import { useId, useState } from 'react';
import type { SearchHit, SearchMode } from '../engine/index.js';
import { groupsOf, type HitGroup } from './combobox/hitGroups.js';
import { type SearchBoxProps, searchBoxProps } from './combobox/searchBoxProps.js';
import type {
  AnySource,
  SearchableTexts,
  SearchSettings,
  SearchSource,
  SemanticSearchResult,
} from './types.js';
import { useSearch } from './useSearch.js';
import { useStableHits } from './useStableHits.js';

/**
 * Options of {@link useSearchBox}: where and how to search, as for `useSemanticSearch`, and how the box behaves. `S` is
 * `SearchableTexts<T>` for items that are strings.
 */
export type UseSearchBoxOptions<T, S = SearchSource<T>> = S & SearchSettings<T> & SearchBoxSettings<T>;

/** The options for items of any kind. */
export type AnyBoxOptions<T> = UseSearchBoxOptions<T, AnySource<T>>;

/** How a search box behaves. */
export interface SearchBoxSettings<T> {
  /** What is searched, for everyone: it labels the input and the list. */
  readonly label: string;
  /** A person chose a hit, with Enter or a click. Not with `results: 'list'`. */
  readonly onSelect?: ((hit: SearchHit<T>) => void) | undefined;
  /** The query, when you hold it; with `onValueChange`. */
  readonly value?: string | undefined;
  /** @default '' */
  readonly defaultValue?: string | undefined;
  /** The query changed, by typing or by Clear. */
  readonly onValueChange?: ((value: string) => void) | undefined;
  /**
   * When to load the model and read the items: as soon as a person enters the field, or at once. A query that is there from
   * the start is a reason, too, unless `initialResult` answers it. To have only the model before: `loadOn` of the provider.
   * @default 'focus'
   */
  readonly loadOn?: 'focus' | 'mount' | undefined;
  /**
   * What the hits are to assistive technology. `listbox`: options that are moved through from the input and chosen, so there
   * must be no links or buttons in a row. `list`: rows that hold links or buttons, which are reached with Tab.
   * @default 'listbox'
   */
  readonly results?: 'listbox' | 'list' | undefined;
  /** The name of the group that an item is shown in. Groups come in the order of their best hits. */
  readonly groupBy?: ((item: T) => string) | undefined;
}

/** A search box: what is found, and the props of what shows it. */
export interface SearchBox<T> extends SearchBoxProps<T> {
  readonly label: string;
  readonly mode: SearchMode;
  readonly results: 'listbox' | 'list';
  /** Whether there is a `groupBy`. */
  readonly isGrouped: boolean;
  readonly query: string;
  /** Writes the query as if a person had. */
  setQuery(query: string): void;
  /** The search itself. Show `hits` of the box, not of the search: their rows do not move under a person. */
  readonly search: SemanticSearchResult<T>;
  /** The hits in the order of their rows. */
  readonly hits: readonly SearchHit<T>[];
  /** The same hits by groups; of no names without `groupBy`. */
  readonly groups: readonly HitGroup<T>[];
  /** The hit that a person is on. */
  readonly active: SearchHit<T> | undefined;
  /** Whether hits are shown. A person closes the list with Escape or Alt+Up; another query opens it again. */
  readonly isOpen: boolean;
  /**
   * What the search has come to: nothing yet, as long as something is on its way. `far`: there are hits, but no word matches and
   * none is close by meaning. By meaning there is always something nearest, also to what nothing is about.
   */
  readonly outcome: 'none' | 'no-items' | 'empty' | 'far' | 'found';
}

/**
 * A search field and its hits without any elements: state, and getters of props to spread on elements of your own. The box
 * behaves as a combobox with a list (ARIA Authoring Practices Guide), or with `results: 'list'` as a field above a list.
 */
export function useSearchBox<T>(options: UseSearchBoxOptions<T, SearchableTexts<T>>): SearchBox<T>;
export function useSearchBox<T>(options: UseSearchBoxOptions<T>): SearchBox<T>;
export function useSearchBox<T>(options: AnyBoxOptions<T>): SearchBox<T> {
  return useAnySearchBox(options);
}

/** {@link useSearchBox}, whatever the items are. */
export function useAnySearchBox<T>(options: AnyBoxOptions<T>): SearchBox<T> {
  const { label, onSelect, groupBy, loadOn = 'focus', results = 'listbox', mode = 'hybrid' } = options;
  const id = useId();
  const [query, setQuery] = useValue(options);
  const [isEntered, setEntered] = useState(false);
  const [inputId, setInputId] = useState(`${id}-input`);
  const [closedFor, setClosedFor] = useState<string>();
  const [wanted, setWanted] = useState<string>();
  const isWanted = isEntered || loadOn === 'mount';
  const search = useSearch({ ...options, query, enabled: isWanted || query !== '' }, !isWanted);
  const hits = useStableHits(search, wanted, groupBy);

  const isOpen = hits.length > 0 && closedFor !== query;
  const active = isOpen ? hits.find((hit) => hit.id === wanted) : undefined;
  const write = (value: string) => {
    setWanted(undefined); // a person who writes has left the list
    setClosedFor(undefined);
    setQuery(value);
  };
  // These two stay the same, since React calls a ref that is new at each render for each render.
  const [onInput] = useState(() => (input: HTMLInputElement | null) => {
    if (!input) return;
    setInputId(input.id);
    // A server's page is used before React has taken it over, and tells nobody.
    if (hasFocus(input)) setEntered(true);
    if (input.value !== input.defaultValue) write(input.value);
  });
  const [onActiveRow] = useState(
    () => (row: HTMLElement | null) => row?.scrollIntoView?.({ block: 'nearest' }),
  );
  const isGrouped = groupBy !== undefined;
  const facts = { label, results, isGrouped, query, search, hits, active, isOpen, setQuery: write };
  const props = searchBoxProps<T>({
    ...facts,
    id,
    inputId,
    onInput,
    onActiveRow,
    onEnter: () => setEntered(true),
    onActivate: setWanted,
    onChoose(key) {
      const hit = hits.find((candidate) => candidate.id === key);
      if (hit) onSelect?.({ ...hit, item: search.index?.items?.get(key) ?? hit.item }); // functions of items as they are now
    },
    onOpen: () => setClosedFor(undefined),
    onClose() {
      setWanted(undefined);
      setClosedFor(query);
    },
  });
  const groups = groupBy ? groupsOf(hits, groupBy) : [{ name: '', hits }];
  return {
    ...facts,
    ...props,
    mode,
    groups,
    outcome: outcomeOf(search, hits, hits.length === 0 && hasNoItems(options, search)),
  };
}

/** Whether the focus is in an element. */
export function hasFocus(element: HTMLElement): boolean {
  const root = element.getRootNode() as Document | ShadowRoot; // it is in one of the two
  return element.contains(root.activeElement);
}

/** The value as a controlled or an uncontrolled input has it. */
function useValue<T>({ value, defaultValue = '', onValueChange }: SearchBoxSettings<T>) {
  const [own, setOwn] = useState(defaultValue);
  const change = (next: string) => {
    setOwn(next);
    onValueChange?.(next);
  };
  return [value ?? own, change] as const;
}

type Search = Pick<SemanticSearchResult<unknown>, 'status' | 'stage' | 'indexing'>;

/** Whether there is nothing to search. How many items an index elsewhere holds is not known before it is ready. */
function hasNoItems<T>({ items, source }: AnySource<T>, { indexing }: Search): boolean {
  if (items && source === undefined) return items.length === 0;
  return indexing.status === 'ready' && indexing.items === 0;
}

function outcomeOf<T>(
  { status, stage }: Search,
  hits: readonly SearchHit<T>[],
  isEmpty: boolean,
): SearchBox<T>['outcome'] {
  if (isEmpty) return 'no-items';
  const isSettled = status === 'ready' || (status === 'error' && stage !== undefined);
  if (!isSettled) return 'none';
  if (hits.length === 0) return 'empty';
  return hits.every(isLowRelevance) ? 'far' : 'found';
}

type RankingInput = Pick<SearchHit<unknown>, 'relevance' | 'closeness' | 'lexicalRank'>;

const isLowRelevance = ({ relevance, closeness, lexicalRank }: RankingInput) =>
  closeness === 'weak' && (relevance !== undefined || lexicalRank === undefined);
