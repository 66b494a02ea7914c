'use client';

import type { ReactNode } from 'react';
import type { HitBase, TextSpan } from '../../engine/index.js';
import { isPartOf } from './isPartOf.js';

export interface MarkedProps {
  readonly text: string;
  readonly found: Pick<HitBase, 'matches' | 'passage'>;
  /** The part of the text that is shown, if not all. */
  readonly shown?: TextSpan;
}

/**
 * A text in which words that match are a `<mark>`, or where none does, the closest passage is a `<span>`, if it is not all of the
 * text. Offsets outside of the text are left out.
 */
export function Marked({ text, found, shown }: MarkedProps): ReactNode {
  const last = shown?.end ?? text.length;
  const { matches, passage } = found;
  const closest = matches.length === 0 && passage && isPartOf(text, passage) && passage;
  const Part = closest ? 'span' : 'mark';
  const parts: ReactNode[] = [];
  let done = shown?.start ?? 0;
  for (const [start, end] of closest ? [[closest.start, closest.end] as const] : matches) {
    if (start < done || end > last) continue;
    parts.push(
      text.slice(done, start),
      <Part key={start} data-sem-part={closest ? 'passage' : 'mark'}>
        {text.slice(start, end)}
      </Part>,
    );
    done = end;
  }
  return [...parts, text.slice(done, last)];
}
