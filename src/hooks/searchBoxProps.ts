import type { ComponentPropsWithoutRef, HTMLAttributes, KeyboardEvent, MouseEvent } from 'react';
import type { SearchHit } from '../engine/index.js';
import { handleListKey } from './listNavigation.js';
import { mergeProps } from './mergeProps.js';
import type { SemanticSearchResult } from './useSemanticSearch.js';

/**
 * Getters of the props of a search box's elements. Each takes further props of yours; your event handlers run first, and keep
 * the box's from running with `event.preventDefault()`.
 */
export interface SearchBoxProps<T> {
  /** For the element around all of it. */
  getRootProps(props?: Part<'div'>): Part<'div'>;
  /** For the field's label. */
  getLabelProps(props?: Part<'label'>): Part<'label'>;
  /** For the field: a combobox, unless the results are a plain list. */
  getInputProps(props?: Part<'input'>): Part<'input'>;
  /** Of the button that clears the text. Its name is yours to give. */
  getClearProps(props?: Part<'button'>): Part<'button'>;
  /** For the list of results. */
  getListProps(props?: ListPart): ListPart;
  /** Of a row. In a list that renders only some of its rows, keep the active one rendered. */
  getItemProps(hit: SearchHit<T>, props?: RowPart): RowPart;
}

/** What a part takes: the attributes of its element, and data attributes. */
export type Part<E extends 'div' | 'label' | 'input' | 'button'> = ComponentPropsWithoutRef<E> &
  DataAttributes;
type DataAttributes = { readonly [name: `data-${string}`]: string | boolean | number | undefined };

/** Lists and rows are `div`, `ul` or `li`, by what is shown. */
export type ListPart = HTMLAttributes<HTMLElement> & DataAttributes;
/** Props of a row of the list. */
export type RowPart = ListPart & { readonly ref?: (row: HTMLElement | null) => void };

/** What the props are made of. */
export interface SearchBoxState<T> {
  readonly id: string;
  readonly label: string;
  readonly query: string;
  readonly results: 'listbox' | 'list';
  readonly isGrouped: boolean;
  readonly search: Pick<SemanticSearchResult<T>, 'status' | 'stage'>;
  readonly hits: readonly SearchHit<T>[];
  readonly active: SearchHit<T> | undefined;
  readonly isOpen: boolean;
  setQuery(query: string): void;
  /** A person came into the field. */
  onEnter(): void;
  onActivate(key: string | undefined): void;
  onChoose(key: string): void;
  onOpen(): void;
  onClose(): void;
}

/** The DOM id of a hit's row, for `aria-activedescendant`. A hit's id may hold anything; a DOM id no white space. */
export function rowIdOf(boxId: string, id: string): string {
  return `${boxId}-${id.replace(/[^A-Za-z0-9]/g, (unit) => `_${unit.charCodeAt(0).toString(16)}_`)}`;
}

export function searchBoxProps<T>(box: SearchBoxState<T>): SearchBoxProps<T> {
  const { id, label, search, isOpen, results } = box;
  const inputId = `${id}-input`;
  const isStale = search.status === 'stale';
  return {
    getRootProps: (props = {}) =>
      mergeProps(props, {
        role: 'search',
        'data-sem-part': 'root',
        'data-state': search.status,
        'data-stage': search.stage,
        'data-open': isOpen || undefined,
      }),
    getLabelProps: (props = {}) => mergeProps(props, { htmlFor: inputId, 'data-sem-part': 'label' }),
    getInputProps: (props = {}) =>
      mergeProps(props, {
        ...inputProps(box),
        ...(results === 'listbox' ? comboboxProps(box) : {}),
        id: inputId,
      }),
    getClearProps: (props = {}) =>
      mergeProps(props, {
        type: 'button',
        'data-sem-part': 'clear',
        onClick({ currentTarget }: MouseEvent<HTMLButtonElement>) {
          box.setQuery('');
          const root = currentTarget.getRootNode() as Document | ShadowRoot; // it is in one of the two
          root.getElementById(inputId)?.focus();
        },
      } as const),
    getListProps: (props = {}) =>
      mergeProps(props, {
        id: `${id}-list`,
        ...(results === 'listbox' ? { role: 'listbox' } : box.isGrouped ? { role: 'group' } : {}),
        'aria-label': label,
        'aria-busy': isStale,
        hidden: !isOpen,
        'data-sem-part': 'list',
        'data-stale': isStale || undefined,
        onMouseLeave: () => box.onActivate(undefined),
      }),
    getItemProps: (hit, props = {}) =>
      mergeProps(props, results === 'listbox' ? optionProps(box, hit) : rowProps(box, hit)),
  };
}

function inputProps<T>({ id, label, query, isOpen, results, ...box }: SearchBoxState<T>) {
  return {
    type: 'search',
    autoComplete: 'off',
    enterKeyHint: 'search',
    value: query,
    'aria-label': label,
    'aria-controls': `${id}-list`,
    'data-sem-part': 'input',
    onChange: (event: { readonly target: { readonly value: string } }) => box.setQuery(event.target.value),
    onFocus: box.onEnter,
    onBlur: () => box.onActivate(undefined),
    onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
      const isOwn = results === 'listbox' || event.key === 'Escape';
      if (!isOwn) return;
      handleListKey(event, {
        keys: box.hits.map((hit) => hit.id),
        active: box.active?.id,
        isOpen: isOpen && results === 'listbox',
        onActivate: box.onActivate,
        onChoose: box.onChoose,
        onOpen: box.onOpen,
        onClose: box.onClose,
        onClear: () => box.setQuery(''),
      });
    },
  } as const;
}

function comboboxProps<T>({ id, isOpen, active, onOpen }: SearchBoxState<T>) {
  return {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': isOpen,
    'aria-activedescendant': active ? rowIdOf(id, active.id) : undefined,
    onClick: onOpen,
  } as const;
}

/** A row that is moved to from the input and chosen as a whole. */
function optionProps<T>(box: SearchBoxState<T>, hit: SearchHit<T>) {
  const isActive = hit.id === box.active?.id;
  return {
    ...placeOf(box, hit),
    role: 'option',
    'aria-selected': isActive,
    'data-active': isActive || undefined,
    ...(isActive && { ref: showRow }),
    onMouseMove: () => box.onActivate(hit.id),
    onPointerDown: () => box.onActivate(hit.id), // a finger comes without moving
    onMouseDown: (event: MouseEvent<HTMLElement>) => event.preventDefault(), // the input keeps the focus
    onClick: () => box.onChoose(hit.id),
  };
}

/** A row that holds links or buttons. It stays where it is while a person is on it. */
function rowProps<T>(box: SearchBoxState<T>, hit: SearchHit<T>) {
  return {
    ...placeOf(box, hit),
    onMouseMove: () => box.onActivate(hit.id),
    onPointerDown: () => box.onActivate(hit.id),
    onFocus: () => box.onActivate(hit.id),
    onBlur: () => box.onActivate(undefined),
  };
}

/** Told also where all rows are there: it costs nothing, and a list that renders only some of them needs it. */
function placeOf<T>({ id, hits }: SearchBoxState<T>, hit: SearchHit<T>) {
  return {
    id: rowIdOf(id, hit.id),
    'aria-setsize': hits.length,
    'aria-posinset': hits.findIndex((other) => other.id === hit.id) + 1,
    'data-sem-part': 'item',
    'data-closeness': hit.closeness,
  };
}

function showRow(row: HTMLElement | null): void {
  row?.scrollIntoView?.({ block: 'nearest' });
}
