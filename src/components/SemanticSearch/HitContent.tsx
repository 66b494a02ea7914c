'use client';

import type { ReactNode } from 'react';
import type { SearchHit } from '../../engine/index.js';
import { Excerpt } from '../Excerpt.js';
import { Highlight } from '../Highlight.js';

/** The default content of a row: the title of the item, if its index has a field of that name, and an excerpt. */
export function HitContent<T>({ hit }: { readonly hit: SearchHit<T> }): ReactNode {
  return (
    <>
      {hit.fields?.title?.text && (
        <span data-sem-part="item-title" dir="auto">
          <Highlight hit={hit} field="title" />
        </span>
      )}
      <Excerpt hit={hit} />
    </>
  );
}
