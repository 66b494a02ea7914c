'use client';

import { type KeyboardEvent, useState } from 'react';

/** A list whose active row is moved from the input, which keeps the focus. */
export interface ListNavigation<K> {
  readonly active: K | undefined;
  setActive(key: K | undefined): void;
  onKeyDown(event: KeyboardEvent<HTMLInputElement>): void;
}

export interface ListNavigationOptions<K> {
  readonly keys: readonly K[];
  readonly onChoose: (key: K) => void;
  /** Escape, when no row is active. */
  readonly onEscape: () => void;
}

/**
 * The keyboard of the ARIA pattern "combobox with list": Down and Up move through the rows and back to the input, Enter
 * chooses, Escape leaves the list. All keys that edit text are left to the input. The active row is held by its key, so
 * it stays the same row when the list changes, or none.
 */
export function useListNavigation<K>({
  keys,
  onChoose,
  onEscape,
}: ListNavigationOptions<K>): ListNavigation<K> {
  const [wanted, setActive] = useState<K>();
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
    if (key === 'ArrowDown') return () => setActive(keys[at + 1]);
    if (key === 'ArrowUp') return () => setActive(at < 0 ? keys.at(-1) : keys[at - 1]);
    if (key === 'Escape') return active === undefined ? onEscape : () => setActive(undefined);
    if (key === 'Enter' && active !== undefined) return () => onChoose(active);
    return undefined;
  }

  return { active, setActive, onKeyDown };
}
