import type { KeyboardEvent, MouseEvent } from 'react';
import { fingerprint, type SearchHit } from '../../engine/index.js';
import { composeRefs } from './composeRefs.js';
import { mergeProps } from './mergeProps.js';
import type { ListPart, ListProps, SearchBoxState } from './partTypes.js';
import { focusRow } from './rowElements.js';

/** Longer ids are given by a digest: where there is no `getId`, an id is a whole text. */
const MAX_ID_LENGTH = 32;

/** The DOM id of a hit's row, for `aria-activedescendant`. A hit's id may hold anything; a DOM id no white space. */
export function rowIdOf(boxId: string, id: string): string {
  const short = id.length > MAX_ID_LENGTH ? fingerprint([id]) : id;
  return `${boxId}-${short.replace(/[^A-Za-z0-9]/g, (unit) => `_${unit.charCodeAt(0).toString(16)}_`)}`;
}

/** The DOM id of the list. */
export const listIdOf = (boxId: string): string => `${boxId}-list`;

export function listProps<T>(box: SearchBoxState<T>, { ref, ...props }: ListPart): ListProps {
  const isStale = box.status === 'stale';
  return mergeProps(
    props,
    {
      id: listIdOf(box.id),
      ...(box.results === 'listbox' ? LISTBOX : box.isGrouped ? { role: 'group' } : {}),
      'aria-busy': isStale,
      hidden: !box.isOpen,
      'data-sem-part': 'list',
      'data-stale': isStale || undefined,
      onMouseLeave: () => box.onActivate(undefined, false),
      ...(box.results === 'list' && { onKeyDown: (event: KeyboardEvent) => handleRowKey(event, box) }),
      ...refOf(ref),
    },
    { 'aria-label': box.label },
  );
}

/** The input keeps the focus: also where the list can be scrolled, which makes it a stop of Tab in some browsers. */
const LISTBOX = {
  role: 'listbox',
  tabIndex: -1,
  onMouseDown: (event: MouseEvent) => event.preventDefault(),
} as const;

export function itemProps<T>(
  box: SearchBoxState<T>,
  hit: SearchHit<T>,
  { ref, ...props }: ListPart,
): ListProps {
  const own = box.results === 'listbox' ? optionProps(box, hit) : linkedRowProps(box, hit);
  return mergeProps(props, { ...placeOf(box, hit), ...own, ...refOf(ref) });
}

/** A row that is moved to from the input and chosen as a whole. */
function optionProps<T>(box: SearchBoxState<T>, hit: SearchHit<T>) {
  return {
    role: 'option',
    'aria-selected': hit.id === box.active?.id,
    ...pointerProps(box, hit),
    onClick: () => box.onChoose(hit.id),
  } as const;
}

/** A row that holds links or buttons. It stays where it is while a person is on it. */
function linkedRowProps<T>(box: SearchBoxState<T>, hit: SearchHit<T>) {
  return {
    ...pointerProps(box, hit),
    onFocus: () => box.onActivate(hit.id, false),
    onBlur: () => box.onActivate(undefined, false),
    onClick(event: MouseEvent<HTMLElement>) {
      const isLink = event.target instanceof Element && event.target.closest('a[href]') !== null;
      const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey; // in another tab or window
      if (isLink && !isElsewhere && box.closesOnSelect && box.presentation !== 'inline')
        box.setOpen(false, 'select');
    },
  };
}

/** Where the pointer is. A finger comes without moving. */
function pointerProps<T>(box: SearchBoxState<T>, hit: SearchHit<T>) {
  const onPointer = () => {
    if (hit.id !== box.active?.id && !box.isDisabled(hit)) box.onActivate(hit.id, false);
  };
  return { onMouseMove: onPointer, onPointerDown: onPointer };
}

/** Told also where all rows are there: it costs nothing, and a list that renders only some of them needs it. */
function placeOf<T>(box: SearchBoxState<T>, hit: SearchHit<T>) {
  return {
    id: rowIdOf(box.id, hit.id),
    'aria-setsize': box.hits.length,
    'aria-posinset': box.hits.findIndex(({ id }) => id === hit.id) + 1,
    'aria-disabled': box.isDisabled(hit) || undefined,
    'data-sem-part': 'item',
    'data-active': hit.id === box.active?.id || undefined,
    'data-closeness': hit.closeness,
  };
}

/** Between rows that hold links or buttons: Down and Up go on, from the ends to the field. */
function handleRowKey<T>(event: KeyboardEvent, box: SearchBoxState<T>): void {
  const { key, currentTarget, target } = event;
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const isField = target instanceof Element && target.matches('input, textarea, select');
  if (!isPlain || isField || (key !== 'ArrowDown' && key !== 'ArrowUp')) return;
  event.preventDefault();
  if (!focusRow(currentTarget as HTMLElement, key === 'ArrowDown' ? 1 : -1)) box.focusInput();
}

/** A ref as a function: an object's type would have to know which element a list or a row is. */
function refOf(app: ListPart['ref']): Pick<ListProps, 'ref'> {
  const ref = composeRefs(app);
  return ref ? { ref } : {};
}
