'use client';

import { type ReactNode, useSyncExternalStore } from 'react';
import { isMac } from '../../hooks/combobox/useHotkeys.js';
import { searchPart, useSearchParts } from './searchContext.js';

const never = () => () => {};

/** The first hotkey of the search, as keys; for the eye only. A server does not know whose they are. */
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

/** Below the hits, which keys do what. Screen readers tell it in their own way. */
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
