import type { KeyboardEvent } from 'react';

/** A list of rows that is moved through from its input, which keeps the focus. */
export interface ListNavigation {
  /** The keys of the rows that can be chosen, in their order. */
  readonly keys: readonly string[];
  /** The active row, if one is. */
  readonly active: string | undefined;
  /** Whether the arrows go from the last row to the first one, and not to the text between them. */
  readonly wraps: boolean;
  /** How many rows are seen at once. */
  pageSize(): number;
  onActivate(key: string | undefined): void;
  onChoose(key: string): void;
  /** Absent where it is open, or there is nothing to open. */
  readonly onOpen: (() => void) | undefined;
  /** Absent where nothing is open. */
  readonly onClose: (() => void) | undefined;
  /** Absent where there is no text. */
  readonly onClear: (() => void) | undefined;
}

/**
 * Does what a key means in the ARIA pattern "combobox with list" (ARIA Authoring Practices Guide). Down and Up open the list
 * and move through its rows: behind the last and before the first there is the text itself, with no row active, and then
 * they begin again. Page Down and Page Up go on from an active row by what is seen at once. Alt+Down only opens the list, Alt+Up
 * closes it. Enter chooses the active row. Escape closes the list, and then clears the text. Keys that move in the text, Home
 * and End among them, go back to it from an active row and are left to the input, as are those that edit it.
 *
 * A key with nothing to do is left to whatever is around: an Escape to the dialog that the search is in.
 */
export function handleListKey(event: KeyboardEvent<HTMLInputElement>, list: ListNavigation): void {
  if (isComposing(event)) return;
  if (list.active !== undefined && MOVES_IN_TEXT.has(event.key)) list.onActivate(undefined);
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const action = event.altKey ? actionWithAlt(event.key, list) : actionOf(event.key, list);
  if (!action) return;
  event.preventDefault();
  action();
}

/** While an input method composes a character the keys are its own. 229: Safari, after the composition's end. */
export const isComposing = ({ nativeEvent, keyCode }: KeyboardEvent): boolean =>
  nativeEvent.isComposing || keyCode === 229;

const MOVES_IN_TEXT: ReadonlySet<string> = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End']);

type Action = (() => void) | undefined;

function actionWithAlt(key: string, { onOpen, onClose }: ListNavigation): Action {
  if (key === 'ArrowDown') return onOpen;
  return key === 'ArrowUp' ? onClose : undefined;
}

function actionOf(key: string, list: ListNavigation): Action {
  const { keys, active, wraps, onOpen, onClose, onClear } = list;
  const at = active === undefined ? -1 : keys.indexOf(active);
  const last = keys.length - 1;
  const moveTo = (place: number): Action => {
    if (last < 0) return onOpen;
    const next = wraps ? (place + keys.length) % keys.length : place;
    return () => {
      onOpen?.();
      list.onActivate(keys[next]);
    };
  };
  if (key === 'ArrowDown') return moveTo(at + 1);
  if (key === 'ArrowUp') return moveTo(at < 0 ? last : at - 1);
  if (key === 'Escape') return onClose ?? onClear;
  if (active === undefined) return undefined;
  if (key === 'PageDown') return moveTo(Math.min(at + list.pageSize(), last));
  if (key === 'PageUp') return moveTo(Math.max(at - list.pageSize(), 0));
  return key === 'Enter' ? () => list.onChoose(active) : undefined;
}
