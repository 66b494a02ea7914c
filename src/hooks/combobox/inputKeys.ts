import type { KeyboardEvent } from 'react';
import type { SearchBoxState } from './partTypes.js';
import { elementByIdNear, focusRow, pageSizeOf } from './rowElements.js';
import { isModified, listIdOf } from './rowProps.js';

type Action = (() => void) | false | undefined;

/** While an input method composes a character the keys are its own. 229: Safari, after the composition's end. */
export const isComposing = ({ nativeEvent, keyCode }: KeyboardEvent): boolean =>
  nativeEvent.isComposing || keyCode === 229;

/**
 * Does what a key of the field means in the ARIA pattern "combobox with list" (ARIA Authoring Practices Guide). Down and Up open
 * the list and move through its rows: behind the last and before the first there is the text itself, with no row active, and then
 * they begin again. Page Down and Page Up go on from an active row by what is seen at once. Alt+Down only opens the list, Alt+Up
 * closes it. Enter chooses the active row. Escape closes the list, and then clears the text; it closes a dialog at once. Keys that move in the text, Home
 * and End among them, go back to it from an active row and are left to the input, as are those that edit it.
 *
 * A key with nothing to do is left to whatever is around: an Escape to the dialog that the search is in.
 */
export function handleInputKey<T>(event: KeyboardEvent<HTMLInputElement>, box: SearchBoxState<T>): void {
  if (isComposing(event)) return;
  if (box.active && /^(Arrow(Left|Right)|Home|End)$/.test(event.key)) box.onActivate(undefined, true);
  const action = !isModified(event) && actionOf(event, box);
  if (!action) return;
  event.preventDefault();
  action();
}

function actionOf<T>(
  { key, altKey, currentTarget: input }: KeyboardEvent<HTMLInputElement>,
  box: SearchBoxState<T>,
): Action {
  const isList = box.listRole === 'list';
  const isDialog = box.presentation === 'dialog';
  const isDown = key === 'ArrowDown';
  const isUp = key === 'ArrowUp';
  const open: Action = box.canOpen && (() => box.setOpen(true, 'key'));
  const close: Action = isClosable(box) && (() => box.setOpen(false, isUp ? 'key' : 'escape'));
  if (altKey) return isDown ? open : isUp && close;
  if (key === 'Escape') {
    // Without text the browser closes the dialog. With text it would clear the field first.
    if (isDialog) return box.query !== '' && (() => box.setOpen(false, 'escape'));
    return close || (box.query !== '' && !input.readOnly && box.onClear);
  }

  const keys = box.hits.filter((hit) => !box.isDisabled(hit)).map(({ id }) => id);
  const last = keys.length - 1;
  const active = isList ? undefined : box.active?.id;
  const at = active === undefined ? -1 : keys.indexOf(active);
  const list = elementByIdNear(input, listIdOf(box.id));
  const moveTo = (index: number): Action => {
    if (last < 0) return open;
    return () => {
      if (open) open();
      if (!isList) box.onActivate(keys[box.wraps ? (index + keys.length) % keys.length : index], true);
      else if (box.isOpen) focusRow(list, isDown ? 1 : -1);
    };
  };
  if (isDown) return moveTo(at + 1);
  if (isUp) return moveTo(at < 0 ? last : at - 1);
  if (active === undefined) return undefined;
  if (key === 'PageDown') return moveTo(Math.min(at + pageSizeOf(list), last));
  if (key === 'PageUp') return moveTo(Math.max(at - pageSizeOf(list), 0));
  return key === 'Enter' && (() => box.onChoose(active));
}

/** Whether there is something that Escape closes before it clears the text. A dialog closes by itself. */
function isClosable<T>({ presentation, listRole, isOpen, isPopupOpen }: SearchBoxState<T>): boolean {
  return presentation === 'inline'
    ? listRole === 'listbox' && isOpen
    : presentation === 'popover' && isPopupOpen;
}
