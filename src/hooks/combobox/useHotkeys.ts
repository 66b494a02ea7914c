'use client';

import { useEffect, useState } from 'react';
import { useLatest } from '../useLatest.js';

// The React Compiler cannot compile an import() in a hook.
const load = () => import('./hotkeys.js');

const NONE: readonly string[] = [];

/**
 * Calls `onPress` for keys pressed anywhere in the page: `mod+k`, or `/` outside of text fields.
 * @returns the first of them, as keys to show; none before they are heard
 */
export function useHotkeys(hotkeys: readonly string[], onPress: () => void): readonly string[] {
  const latest = useLatest(onPress);
  const [shortcut, setShortcut] = useState(NONE);
  const all = hotkeys.join(' ');
  useEffect(() => {
    if (all === '') return;
    const end = new AbortController();
    load().then(
      ({ listenTo }) => setShortcut(listenTo(all.split(' '), () => latest.current(), end.signal)),
      () => {}, // without a network there is the pointer
    );
    return () => end.abort();
  }, [all, latest]);
  return all === '' ? NONE : shortcut;
}
