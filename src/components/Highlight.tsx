'use client';

import type { ReactNode } from 'react';
import type { SearchHit } from '../engine/index.js';
import { highlightParts } from './shared/highlightParts.js';

/** Props of {@link Highlight}. */
export interface HighlightProps<T> {
  readonly hit: SearchHit<T>;
  /** What is searched of the item, as `getText` gives it: places are counted in it. */
  readonly text: string;
}

/** Props of {@link Highlight} for an item that is a string. */
export interface TextHighlightProps {
  readonly hit: SearchHit<string>;
  /** @default the item */
  readonly text?: string | undefined;
}

/**
 * The text of a hit, with what it was found by: each word that matches is a `<mark>`. If none does, it was found by meaning,
 * and then the closest passage of a long text is a `<span data-sem-part="passage">`; of a short one nothing is marked.
 */
export function Highlight(props: TextHighlightProps): ReactNode;
export function Highlight<T>(props: HighlightProps<T>): ReactNode;
export function Highlight<T>({ hit, text }: HighlightProps<T> | TextHighlightProps): ReactNode {
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
