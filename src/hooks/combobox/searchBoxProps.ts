import type {
  ComponentPropsWithRef,
  HTMLAttributes,
  KeyboardEvent,
  MouseEvent,
  Ref,
  RefCallback,
} from 'react';
import type { SearchHit } from '../../engine/index.js';
import type { SemanticSearchResult } from '../types.js';
import { composeRefs } from './composeRefs.js';
import { handleListKey } from './listNavigation.js';
import { mergeProps } from './mergeProps.js';

/**
 * Getters of the props of a search box's elements. Each takes further props of yours. Your event handlers run first, and keep
 * the box's from running with `event.preventDefault()`; your refs get the element. Of the field all but `value` and what makes it a
 * combobox can be yours.
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
  getListProps(props?: ListPart): ListProps;
  /** Of a row. In a list that renders only some of its rows, keep the active one rendered. */
  getItemProps(hit: SearchHit<T>, props?: ListPart): ListProps;
}

/** What a part takes: the attributes of its element, a ref, and data attributes. */
export type Part<E extends 'div' | 'label' | 'input' | 'button'> = ComponentPropsWithRef<E> & DataAttributes;
export type DataAttributes = { readonly [name: `data-${string}`]: string | boolean | number | undefined };

/** What a list or a row takes: they are `div`, `ul` or `li`, by what is shown. */
export type ListPart = HTMLAttributes<HTMLElement> &
  DataAttributes & { readonly ref?: Ref<HTMLElement> | undefined };
/** Props of the element of a list or a row. */
export type ListProps = Omit<ListPart, 'ref'> & { readonly ref?: RefCallback<HTMLElement> };

/** What the props are made of. */
export interface SearchBoxState<T> {
  readonly id: string;
  /** The DOM id of the field: the app's, or one of the box's own. */
  readonly inputId: string;
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
  /** The field is there, or gone. */
  readonly onInput: RefCallback<HTMLInputElement>;
  /** The active row is there, or gone. */
  readonly onActiveRow: RefCallback<HTMLElement>;
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
  const { id, inputId, label, search, isOpen, results } = box;
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
    getLabelProps: (props = {}) => mergeProps(props, { 'data-sem-part': 'label' }, { htmlFor: inputId }),
    getInputProps: (props = {}) =>
      mergeProps(
        props,
        { ...inputProps(box), ...(results === 'listbox' ? comboboxProps(box) : {}) },
        { id: inputId, 'aria-label': label, type: 'search', autoComplete: 'off', enterKeyHint: 'search' },
      ),
    getClearProps: (props = {}) =>
      mergeProps(props, {
        type: 'button',
        'data-sem-part': 'clear',
        onClick({ currentTarget }: MouseEvent<HTMLButtonElement>) {
          const root = currentTarget.getRootNode() as Document | ShadowRoot; // it is in one of the two
          const input = root.getElementById(inputId) as HTMLInputElement | null; // as `getInputProps` has it
          if (!input?.readOnly) box.setQuery('');
          input?.focus();
        },
      } as const),
    getListProps: ({ ref, ...props } = {}) =>
      mergeProps(
        props,
        {
          id: `${id}-list`,
          ...(results === 'listbox' ? { role: 'listbox' } : box.isGrouped ? { role: 'group' } : {}),
          'aria-busy': isStale,
          hidden: !isOpen,
          'data-sem-part': 'list',
          'data-stale': isStale || undefined,
          onMouseLeave: () => box.onActivate(undefined),
          ...refOf(ref),
        },
        { 'aria-label': label },
      ),
    getItemProps: (hit, { ref, ...props } = {}) =>
      mergeProps(props, results === 'listbox' ? optionProps(box, hit, ref) : rowProps(box, hit, ref)),
  };
}

function inputProps<T>({ id, query, isOpen, results, ...box }: SearchBoxState<T>) {
  return {
    ref: box.onInput,
    value: query,
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
        onClear: event.currentTarget.readOnly ? () => {} : () => box.setQuery(''),
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
function optionProps<T>(box: SearchBoxState<T>, hit: SearchHit<T>, ref: ListPart['ref']) {
  const isActive = hit.id === box.active?.id;
  return {
    ...placeOf(box, hit),
    role: 'option',
    'aria-selected': isActive,
    'data-active': isActive || undefined,
    ...refOf(ref, isActive ? box.onActiveRow : undefined),
    onMouseMove: () => box.onActivate(hit.id),
    onPointerDown: () => box.onActivate(hit.id), // a finger comes without moving
    onMouseDown: (event: MouseEvent<HTMLElement>) => event.preventDefault(), // the input keeps the focus
    onClick: () => box.onChoose(hit.id),
  };
}

/** A row that holds links or buttons. It stays where it is while a person is on it. */
function rowProps<T>(box: SearchBoxState<T>, hit: SearchHit<T>, ref: ListPart['ref']) {
  return {
    ...placeOf(box, hit),
    ...refOf(ref),
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

/** A ref as a function: an object's type would have to know which element a list or a row is. */
function refOf(app: ListPart['ref'], own?: RefCallback<HTMLElement>): Pick<ListProps, 'ref'> {
  const ref = composeRefs(app, own);
  return ref ? { ref } : {};
}
