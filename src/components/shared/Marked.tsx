'use client';

import type { ReactNode } from 'react';
import type { HighlightPart } from './highlightParts.js';

/** Parts of a text, each as what it is: words that match are a `<mark>`, the closest passage is a `<span>`. */
export function Marked({ parts }: { readonly parts: readonly HighlightPart[] }): ReactNode {
  return parts.map(({ kind, text, start }) => {
    if (kind === 'plain') return text;
    const Part = kind === 'mark' ? kind : 'span';
    return (
      <Part key={start} data-sem-part={kind}>
        {text}
      </Part>
    );
  });
}
