'use client';

import type { ReactNode } from 'react';
import { useStateOf } from '../../hooks/useEmbedder.js';
import { atQuarter } from '../shared/atQuarter.js';
import { LiveRegion } from '../shared/LiveRegion.js';
import { useSearchParts } from './searchContext.js';
import { outcomeText } from './strings.js';

/**
 * Announces the outcome of a search once it is complete, and until then the progress of the model in steps of 25%; only while
 * the user is in the search: elsewhere it would interrupt.
 */
export function SearchLiveRegion(): ReactNode {
  const { box, strings } = useSearchParts('Root');
  const embedder = useStateOf(box.search.embedder);
  const isLoading = embedder.status === 'loading' && box.mode !== 'lexical';
  const loading = isLoading ? strings.loading(atQuarter(embedder.progress)) : '';
  return <LiveRegion text={box.isFocused ? outcomeText(box, strings) || loading : ''} />;
}
