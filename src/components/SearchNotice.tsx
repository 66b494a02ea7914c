'use client';

import type { ReactNode } from 'react';
import type { SearchMode } from '../engine/index.js';
import { useEmbedder } from '../hooks/useEmbedder.js';
import type { SemanticSearchResult } from '../hooks/useSemanticSearch.js';
import type { SearchStrings } from './strings.js';

export interface SearchNoticeProps {
  readonly search: Pick<SemanticSearchResult<unknown>, 'status' | 'stage' | 'error' | 'indexing' | 'retry'>;
  readonly mode: SearchMode;
  readonly strings: SearchStrings;
}

/** What a person must know of a search that does not work, or works less well than it could; and a way to try again. */
export function SearchNotice({ search, mode, strings }: SearchNoticeProps): ReactNode {
  const { status, stage, error, indexing } = search;
  const embedder = useEmbedder();
  const retry = (
    <button type="button" data-sem-part="retry" onClick={search.retry}>
      {strings.retry}
    </button>
  );
  const hasFailed = status === 'error' && stage === undefined;
  const hasNoMeaning = error !== undefined && !hasFailed;
  const fellBack = embedder.status === 'ready' && embedder.attempts.length > 0;
  const isByWords = mode === 'hybrid' && (hasNoMeaning || indexing.status === 'lexical');
  const isForced = hasNoMeaning || fellBack;
  return (
    <>
      <div role="alert">
        {hasFailed && (
          <div data-sem-part="error">
            <strong>{strings.failed}</strong>
            <p>{error?.message}</p>
            {retry}
          </div>
        )}
      </div>
      <div aria-live="polite">
        {isByWords && (
          <div data-sem-part="notice">
            <p>{isForced ? strings.wordsInstead : strings.wordsOnly}</p>
            {isForced && retry}
          </div>
        )}
      </div>
    </>
  );
}
