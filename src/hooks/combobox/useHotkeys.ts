'use client';

import { useEffect } from 'react';
import { useLatest } from '../useLatest.js';
import { isTextField } from './rowElements.js';

/** Calls `onPress` for keys pressed anywhere in the page: `mod+k`, or `/` where nobody is typing. */
export function useHotkeys(hotkeys: readonly string[], onPress: () => void): void {
  const latest = useLatest(onPress);
  const all = hotkeys.join(' ');
  useEffect(() => {
    if (all === '') return;
    const listen = (event: KeyboardEvent) => {
      if (!all.split(' ').includes(nameOf(event))) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [all, latest]);
}

/** Whether Command is the key for shortcuts. */
export const isMac = (): boolean => /^(Mac|iP)/.test(navigator.platform);

/** The hotkey that is pressed, if it is one: with the key for shortcuts and no other, or where nobody is typing. */
function nameOf(event: KeyboardEvent): string {
  const { key, metaKey, ctrlKey } = event;
  const isMod = metaKey || ctrlKey;
  const [target] = event.composedPath();
  const isOther = isMod ? event.shiftKey || (isMac() ? ctrlKey : metaKey) : isTextField(target);
  if (isOther || event.altKey || event.repeat || event.isComposing || event.defaultPrevented) return 'none';
  return (isMod ? 'mod+' : '') + key?.toLowerCase(); // no key: a browser that fills in a form
}
