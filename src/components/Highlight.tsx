'use client';

import type { ReactNode } from 'react';
import type { SearchHit } from '../engine/index.js';
import { type HitTextOptions, useHitText } from '../hooks/useHitText.js';
import { Marked } from './shared/Marked.js';

/** Props of {@link Highlight}. */
export interface HighlightProps<T> extends HitTextOptions {
  readonly hit: SearchHit<T>;
}

/**
 * The text of a hit, with what it was found by: each word that matches is a `<mark>`. If none does, it was found by meaning,
 * and then the closest passage of a long text is a `<span data-sem-part="passage">`; of a short one nothing is marked.
 */
export function Highlight<T>({ hit, ...options }: HighlightProps<T>): ReactNode {
  const { text, ...matches } = useHitText(hit, options);
  return <Marked text={text} found={matches} />;
}
