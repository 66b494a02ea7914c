import type { KeyboardEvent } from 'react';
import type { SearchHit } from '../../engine/index.js';
import { type LayerProps, layerProps } from './layerProps.js';
import { handleListKey, isComposing } from './listNavigation.js';
import { mergeProps } from './mergeProps.js';
import type { ListPart, ListProps, Part, SearchBoxState } from './partTypes.js';
import { besideOf, focusRow, pageSizeOf } from './rowElements.js';
import { itemProps, listIdOf, listProps, rowIdOf } from './rowProps.js';

export type { DataAttributes, ListPart, ListProps, Part } from './partTypes.js';

/**
 * Getters of the props of a search box's elements. Each takes further props of yours. Your event handlers run first, and keep
 * the box's from running with `event.preventDefault()`; your refs get the element. Of the field all but `value` and what makes it a
 * combobox can be yours.
 */
export interface SearchBoxProps<T> extends LayerProps {
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

export function searchBoxProps<T>(box: SearchBoxState<T>): SearchBoxProps<T> {
  const { inputId, label, isOpen, results } = box;
  return {
    ...layerProps(box),
    getRootProps: (props = {}) =>
      mergeProps(
        props,
        {
          role: 'search',
          'data-sem-part': 'root',
          'data-state': box.status,
          'data-stage': box.stage,
          'data-open': isOpen || undefined,
          ref: box.onRoot,
          onKeyDown: (event: KeyboardEvent) => handleRootKey(event, box),
        },
        { 'aria-label': label },
      ),
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
        onClick() {
          box.onClear();
          box.focusInput();
        },
      } as const),
    getListProps: (props = {}) => listProps(box, props),
    getItemProps: (hit, props = {}) => itemProps(box, hit, props),
  };
}

function inputProps<T>(box: SearchBoxState<T>) {
  return {
    ref: box.onInput,
    value: box.query,
    'aria-controls': listIdOf(box.id),
    'data-sem-part': 'input',
    onChange: (event: { readonly target: { readonly value: string } }) => box.setQuery(event.target.value),
    onFocus: box.onEnter,
    onBlur: box.onLeave,
    onClick: () => box.canOpen && box.setOpen(true, 'press'),
    onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => handleInputKey(event, box),
  } as const;
}

function comboboxProps<T>({ id, isOpen, active }: SearchBoxState<T>) {
  return {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': isOpen,
    'aria-activedescendant': active ? rowIdOf(id, active.id) : undefined,
  } as const;
}

function handleInputKey<T>(event: KeyboardEvent<HTMLInputElement>, box: SearchBoxState<T>): void {
  const { currentTarget: input, key } = event;
  const list = () => besideOf(input, listIdOf(box.id));
  const isList = box.results === 'list';
  handleListKey(event, {
    keys: box.hits.filter((hit) => !box.isDisabled(hit)).map(({ id }) => id),
    active: isList ? undefined : box.active?.id,
    wraps: box.wraps,
    pageSize: () => pageSizeOf(list()),
    onActivate(row) {
      if (!isList) box.onActivate(row, true);
      else if (box.isOpen) focusRow(list(), key === 'ArrowDown' ? 1 : -1);
    },
    onChoose: box.onChoose,
    onOpen: box.canOpen ? () => box.setOpen(true, 'key') : undefined,
    onClose: isClosable(box) ? () => box.setOpen(false, key === 'Escape' ? 'escape' : 'key') : undefined,
    onClear: box.query !== '' && !input.readOnly ? box.onClear : undefined,
  });
}

/** Whether there is something that Escape closes before it clears the text. A dialog closes by itself. */
function isClosable<T>({ presentation, results, isOpen, isPopupOpen }: SearchBoxState<T>): boolean {
  if (presentation === 'popover') return isPopupOpen;
  return presentation === 'inline' && results === 'listbox' && isOpen;
}

/** Escape anywhere in the search, such as on a link in a row, closes the popover and goes back to the field. */
function handleRootKey<T>(event: KeyboardEvent, box: SearchBoxState<T>): void {
  const isOurs = event.key === 'Escape' && box.presentation === 'popover' && box.isPopupOpen;
  if (!isOurs || event.defaultPrevented || isComposing(event)) return;
  event.preventDefault();
  box.focusInput();
  box.setOpen(false, 'escape');
}
