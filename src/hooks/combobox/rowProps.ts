import type { KeyboardEvent, MouseEvent } from 'react';
import { hashTexts, type SearchHit } from '../../engine/index.js';
import { mergeProps } from '../props/mergeProps.js';
import type { ListElementProps, MergedListProps, SearchBoxState } from './partTypes.js';
import { focusRow, isTextField } from './rowElements.js';

/** The DOM id of a hit's row, for `aria-activedescendant`: a digest, since a hit's id may be a whole text. */
export const rowIdOf = (boxId: string, id: string): string => `${boxId}-${hashTexts([id])}`;

/** The DOM id of the list. */
export const listIdOf = (boxId: string): string => `${boxId}-list`;

export function listProps<T>(box: SearchBoxState<T>, props: ListElementProps | undefined): MergedListProps {
  return mergeProps(
    props as MergedListProps, // its ref may be an object: React takes it for any element
    {
      id: listIdOf(box.id),
      'aria-busy': box.status === 'stale',
      hidden: !box.isOpen,
      'data-sem-part': 'list',
      onMouseLeave: () => box.onActivate(undefined, false),
      ...(box.listRole === 'listbox'
        ? LISTBOX
        : {
            role: box.isGrouped ? 'group' : undefined,
            onKeyDown: (event: KeyboardEvent<HTMLElement>) => handleRowKey(event, box),
          }),
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

/** Its place is told also where all rows are there: it costs nothing, and a list that renders only some of them needs it. */
export function itemProps<T>(
  box: SearchBoxState<T>,
  hit: SearchHit<T>,
  props: ListElementProps | undefined,
): MergedListProps {
  const { id } = hit;
  const isActive = id === box.active?.id;
  const isDisabled = box.isDisabled(hit);
  const activate = () => box.onActivate(id, false);
  // Where the pointer is. A finger comes without moving.
  const onPointer = () => {
    if (!isActive && !isDisabled) activate();
  };
  return mergeProps(props as MergedListProps, {
    id: rowIdOf(box.id, id),
    'aria-setsize': box.hits.length,
    'aria-posinset': box.hits.findIndex((other) => other.id === id) + 1,
    'aria-disabled': isDisabled || undefined,
    'data-sem-part': 'item',
    'data-active': isActive || undefined,
    'data-relevance': hit.relevanceLevel,
    onMouseMove: onPointer,
    onPointerDown: onPointer,
    ...(box.listRole === 'listbox'
      ? { role: 'option', 'aria-selected': isActive, onClick: () => box.onChoose(id) }
      : // A row that holds links or buttons stays where it is while the user is on it.
        {
          onFocus: activate,
          onBlur: () => box.onActivate(undefined, false),
          onClick: (event: MouseEvent) => isLinkFollowed(event) && box.onFollow(),
        }),
  });
}

/** Whether a key is held that makes something else of a key or a click. */
export const isModified = (event: KeyboardEvent | MouseEvent): boolean =>
  event.ctrlKey || event.metaKey || event.shiftKey;

/** Whether a click goes to a link, and not to another tab or window. */
const isLinkFollowed = (event: MouseEvent): boolean =>
  !isModified(event) &&
  !event.altKey &&
  event.target instanceof Element &&
  event.target.closest('a[href]') !== null;

/** Between rows that hold links or buttons: Down and Up go on, from the ends to the field. */
function handleRowKey<T>(event: KeyboardEvent<HTMLElement>, box: SearchBoxState<T>): void {
  const { key, currentTarget, target } = event;
  if (isModified(event) || event.altKey || isTextField(target) || !/^Arrow(Down|Up)$/.test(key)) return;
  event.preventDefault();
  if (!focusRow(currentTarget, key === 'ArrowDown' ? 1 : -1)) box.focusInput();
}
