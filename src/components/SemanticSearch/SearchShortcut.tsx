'use client';

import type { ReactNode } from 'react';
import { searchPart } from './searchContext.js';

const keyOf = (key: string | undefined): ReactNode => (
  <kbd key={key} data-sem-part="key">
    {key}
  </kbd>
);

/** The first hotkey of the search, as keys, once it is heard; for the eye only. */
export const SearchShortcut = /* @__PURE__ */ searchPart('Shortcut', ({ box: { shortcut } }) =>
  shortcut.length > 0 ? (
    <span aria-hidden data-sem-part="shortcut">
      {shortcut.map(keyOf)}
    </span>
  ) : null,
);

/** Keyboard hints below the hits. Hidden from screen readers, which have their own. */
export const SearchKeys = /* @__PURE__ */ searchPart('Keys', ({ strings }) => (
  <ul aria-hidden data-sem-part="keys">
    {[
      ['↑↓', strings.keyMove],
      ['↵', strings.keyChoose],
      ['Esc', strings.close],
    ].map(([key, does]) => (
      <li key={key}>
        {keyOf(key)} {does}
      </li>
    ))}
  </ul>
));
