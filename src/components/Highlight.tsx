'use client';

import type { ReactNode } from 'react';
import type { SearchHit } from '../engine/index.js';
import { highlightParts } from './highlightParts.js';

/** Props of {@link Highlight}. An item that is a text needs no `text`. */
export type HighlightProps<T> = { readonly hit: SearchHit<T> } & (T extends string
  ? { readonly text?: string }
  : {
      /** What is searched of the item, as `getText` gives it: places are counted in it. */
      readonly text: string;
    });

/**
 * The text of a hit, with what it was found by: each word that matches is a `<mark>`. If none does, it was found by meaning,
 * and then the closest passage of a long text is a `<span data-sem-part="passage">`; of a short one nothing is marked.
 */
export function Highlight<T>({ hit, text }: HighlightProps<T>): ReactNode {
  const parts = highlightParts(text ?? String(hit.item), hit);
  return parts.map(({ kind, text: part, start }) => {
    if (kind === 'word')
      return (
        <mark key={start} data-sem-part="mark">
          {part}
        </mark>
      );
    if (kind === 'passage')
      return (
        <span key={start} data-sem-part="passage">
          {part}
        </span>
      );
    return part;
  });
}
