'use client';

import { type ReactNode, useContext } from 'react';
import type { RelevanceLevel, SearchHit } from '../engine/index.js';
import { mergeProps } from '../hooks/props/mergeProps.js';
import { SearchContext } from './SemanticSearch/searchContext.js';

/** Props of {@link Relevance}: also attributes of its element, a `<span>`. */
export interface RelevanceProps<T> {
  readonly hit: Pick<SearchHit<T>, 'relevanceLevel'>;
  readonly className?: string | undefined;
}

const ENGLISH: Readonly<Record<RelevanceLevel, string>> = {
  high: 'Close match',
  medium: 'Related',
  low: 'Distant',
};

/**
 * How close a hit is to the query, in a word with three bars (`hit.relevanceLevel`). Nothing where that is not known: of what is
 * found by words before the model is there. Translate it with `strings.relevance` of the search around it.
 */
export function Relevance<T>({ hit: { relevanceLevel: level }, ...props }: RelevanceProps<T>): ReactNode {
  const words = useContext(SearchContext)?.strings.relevance ?? ENGLISH;
  return (
    level && (
      <span {...mergeProps(props, { 'data-sem-part': 'relevance', 'data-level': level })}>
        {words[level]}
      </span>
    )
  );
}
