'use client';

import { useEffect, useRef } from 'react';

/** Calls `onPress` for keys pressed anywhere in the page: `mod+k`, or `/` where nobody is typing. */
export function useHotkeys(hotkeys: readonly string[], onPress: () => void): void {
  const latest = useRef(onPress);
  useEffect(() => {
    latest.current = onPress;
  });
  const all = hotkeys.join(' ');
  useEffect(() => {
    if (all === '') return;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.isComposing) return;
      if (!all.split(' ').some((hotkey) => isPressed(hotkey, event))) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [all]);
}

/** Whether Command is the key for shortcuts. */
export const isMac = (): boolean => /^(Mac|iP)/.test(navigator.platform);

function isPressed(hotkey: string, event: KeyboardEvent): boolean {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  const letter = hotkey.replace('mod+', '');
  if (altKey || key?.toLowerCase() !== letter) return false; // no key: a browser that fills in a form
  const mod = isMac() ? metaKey : ctrlKey;
  if (letter !== hotkey) return mod && !(ctrlKey && metaKey) && !shiftKey;
  return !ctrlKey && !metaKey && !isTyping(event);
}

function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
