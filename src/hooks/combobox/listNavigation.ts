import type { KeyboardEvent } from 'react';

/** A list of rows that is moved through from its input, which keeps the focus. */
export interface ListNavigation {
  /** The keys of the rows, in their order. */
  readonly keys: readonly string[];
  /** The active row, if one is. */
  readonly active: string | undefined;
  /** Whether the rows are shown. */
  readonly isOpen: boolean;
  readonly onActivate: (key: string | undefined) => void;
  readonly onChoose: (key: string) => void;
  readonly onOpen: () => void;
  readonly onClose: () => void;
  /** Escape, when no row is shown. */
  readonly onClear: () => void;
}

/**
 * Does what a key means in the ARIA pattern "combobox with list" (ARIA Authoring Practices Guide). Down and Up open the list
 * and move through its rows: behind the last and before the first there is the text itself, with no row active, and then
 * they begin again. Alt+Down only opens the list, Alt+Up closes it. Enter chooses the active row. Escape closes the list, and
 * then clears the text. Keys that move in the text, Home and End among them, go back to it from an active row and are left to
 * the input, as are those that edit it.
 */
export function handleListKey(event: KeyboardEvent<HTMLInputElement>, list: ListNavigation): void {
  // While an input method composes a character the keys are its own. 229: Safari, after the composition's end.
  if (event.nativeEvent.isComposing || event.keyCode === 229) return;
  if (MOVES_IN_TEXT.has(event.key)) list.onActivate(undefined);
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const action = event.altKey ? actionWithAlt(event.key, list) : actionOf(event.key, list);
  if (!action) return;
  event.preventDefault();
  action();
}

const MOVES_IN_TEXT: ReadonlySet<string> = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End']);

type Action = (() => void) | undefined;

function actionWithAlt(key: string, { onOpen, onClose }: ListNavigation): Action {
  if (key === 'ArrowDown') return onOpen;
  if (key === 'ArrowUp') return onClose;
  return undefined;
}

function actionOf(key: string, { keys, active, isOpen, ...on }: ListNavigation): Action {
  const at = active === undefined ? -1 : keys.indexOf(active);
  const moveTo = (row: string | undefined) => () => {
    on.onOpen();
    on.onActivate(row);
  };
  if (key === 'ArrowDown') return moveTo(keys[at + 1]);
  if (key === 'ArrowUp') return moveTo(at < 0 ? keys.at(-1) : keys[at - 1]);
  if (key === 'Escape') return isOpen ? on.onClose : on.onClear;
  if (key === 'Enter' && active !== undefined) return () => on.onChoose(active);
  return undefined;
}
