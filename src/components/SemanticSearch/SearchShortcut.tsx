'use client';

import { type ReactNode, useSyncExternalStore } from 'react';
import { isMac } from '../../hooks/combobox/useHotkeys.js';
import { useSearchParts } from './searchContext.js';

const never = () => () => {};

/** The first hotkey of the search, as keys. A server does not know whose they are. */
export function SearchShortcut(): ReactNode {
  const { box } = useSearchParts('Shortcut');
  const mod = useSyncExternalStore(
    never,
    () => (isMac() ? '⌘' : 'Ctrl'),
    () => undefined,
  );
  const [hotkey] = box.hotkeys;
  if (hotkey === undefined || mod === undefined) return null;
  return <Keys keys={hotkey.split('+').map((key) => (key === 'mod' ? mod : key.toUpperCase()))} />;
}

/** Keys to be pressed together; for the eye only. */
function Keys({ keys }: { readonly keys: readonly string[] }): ReactNode {
  return (
    <span aria-hidden data-sem-part="shortcut">
      {keys.map((key) => (
        <kbd key={key} data-sem-part="key">
          {key}
        </kbd>
      ))}
    </span>
  );
}

/** Below the hits, which keys do what. Screen readers tell it in their own way. */
export function SearchKeys(): ReactNode {
  const { strings } = useSearchParts('Keys');
  const hints = [
    ['↑↓', strings.keyMove],
    ['↵', strings.keyChoose],
    ['Esc', strings.close],
  ] as const;
  return (
    <ul aria-hidden data-sem-part="keys">
      {hints.map(([key, does]) => (
        <li key={key}>
          <kbd data-sem-part="key">{key}</kbd> {does}
        </li>
      ))}
    </ul>
  );
}
