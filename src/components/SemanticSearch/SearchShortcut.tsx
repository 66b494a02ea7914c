'use client';

import { type ReactNode, useSyncExternalStore } from 'react';
import { isMac } from '../../hooks/combobox/useHotkeys.js';
import { searchPart, useSearchParts } from './searchContext.js';

const never = () => () => {};

/**
 * The first hotkey of the search, as keys; for the eye only. Not rendered on a server, which does not know the
 * platform.
 */
export function SearchShortcut(): ReactNode {
  const { box } = useSearchParts('Shortcut');
  const mod = useSyncExternalStore(
    never,
    () => (isMac() ? '⌘' : 'Ctrl'),
    () => '',
  );
  const [hotkey] = box.hotkeys;
  if (!hotkey || !mod) return null;
  return (
    <span aria-hidden data-sem-part="shortcut">
      {hotkey.split('+').map((key) => (
        <kbd key={key} data-sem-part="key">
          {key === 'mod' ? mod : key.toUpperCase()}
        </kbd>
      ))}
    </span>
  );
}

/** Keyboard hints below the hits. Hidden from screen readers, which have their own. */
export const SearchKeys = /* @__PURE__ */ searchPart('Keys', ({ strings }) => (
  <ul aria-hidden data-sem-part="keys">
    {[
      ['↑↓', strings.keyMove],
      ['↵', strings.keyChoose],
      ['Esc', strings.close],
    ].map(([key, does]) => (
      <li key={key}>
        <kbd data-sem-part="key">{key}</kbd> {does}
      </li>
    ))}
  </ul>
));
