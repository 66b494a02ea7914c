import type { ComponentPropsWithRef, HTMLAttributes, Ref, RefCallback } from 'react';
import type { SearchHit } from '../../engine/index.js';
import type { OpenReason, Presentation } from './openSettings.js';

/** What a part takes: the attributes of its element, a ref, and data attributes. */
export type ElementProps<E extends 'div' | 'label' | 'input' | 'button' | 'dialog'> =
  ComponentPropsWithRef<E> & DataAttributes;
export type DataAttributes = { readonly [name: `data-${string}`]: string | boolean | number | undefined };

/** What a list or a row takes: they are `div`, `ul` or `li`, by what is shown. */
export type ListElementProps = HTMLAttributes<HTMLElement> &
  DataAttributes & { readonly ref?: Ref<HTMLElement> | undefined };
/** Props of the element of a list or a row. */
export type MergedListProps = Omit<ListElementProps, 'ref'> & { readonly ref?: RefCallback<HTMLElement> };

/** The state that the prop getters read. */
export interface SearchBoxState<T> {
  readonly id: string;
  /** The DOM id of the field: the app's, or one of the box's own. */
  readonly inputId: string;
  readonly label: string;
  readonly query: string;
  readonly presentation: Presentation;
  readonly listRole: 'listbox' | 'list';
  readonly isGrouped: boolean;
  readonly status: string;
  readonly mode: string | undefined;
  readonly hits: readonly SearchHit<T>[];
  readonly active: SearchHit<T> | undefined;
  /** Whether the rows are shown. */
  readonly isOpen: boolean;
  /** Whether the popover or the dialog is. */
  readonly isPopupOpen: boolean;
  /** Whether it is closed, and there is something to show. */
  readonly canOpen: boolean;
  /** Whether the arrow keys wrap around. */
  readonly wraps: boolean | undefined;
  isDisabled(hit: SearchHit<T>): boolean;
  setQuery(query: string): void;
  /** The field got the focus. */
  onEnter(): void;
  /** The field lost the focus. */
  onLeave(): void;
  readonly onRoot: RefCallback<HTMLElement>;
  readonly onInput: RefCallback<HTMLInputElement>;
  /** The ref of the popover or the dialog. */
  readonly overlayRef: RefCallback<HTMLElement>;
  /** @param byKey Whether the row is to be brought into view. */
  onActivate(key: string | undefined, byKey: boolean): void;
  onChoose(key: string): void;
  /** A link in a row was followed. */
  onFollow(): void;
  setOpen(open: boolean, reason: OpenReason): void;
  /** Clears the text, and opens nothing. */
  onClear(): void;
  /** Goes back to the field. */
  focusInput(): void;
}
