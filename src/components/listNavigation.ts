import type { KeyboardEvent } from 'react';

/** A list whose active row is moved from the input, which keeps the focus. */
export interface ListNavigation {
  /** The active row, if it is in the list. */
  readonly active: string | undefined;
  onKeyDown(event: KeyboardEvent<HTMLInputElement>): void;
}

export interface ListNavigationOptions {
  readonly keys: readonly string[];
  /** The row that was made active last. The list may have lost it. */
  readonly wanted: string | undefined;
  readonly onActivate: (key: string | undefined) => void;
  readonly onChoose: (key: string) => void;
  /** Escape, when no row is active. */
  readonly onEscape: () => void;
}

/**
 * The keyboard of the ARIA pattern "combobox with list": Down and Up move through the rows and back to the input, Enter
 * chooses, Escape leaves the list. All keys that edit text are left to the input. The active row is held by its key, so
 * it stays the same row when the list changes, or none.
 */
export function listNavigation({
  keys,
  wanted,
  onActivate,
  onChoose,
  onEscape,
}: ListNavigationOptions): ListNavigation {
  const at = wanted === undefined ? -1 : keys.indexOf(wanted);
  const active = keys[at];

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    // While an input method composes a character the keys are its own. 229: Safari, after the composition's end.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const action = actionOf(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  }

  function actionOf(key: string): (() => void) | undefined {
    if (key === 'ArrowDown') return () => onActivate(keys[at + 1]);
    if (key === 'ArrowUp') return () => onActivate(at < 0 ? keys.at(-1) : keys[at - 1]);
    if (key === 'Escape') return active === undefined ? onEscape : () => onActivate(undefined);
    if (key === 'Enter' && active !== undefined) return () => onChoose(active);
    return undefined;
  }

  return { active, onKeyDown };
}
