'use client';

import type { ReactNode } from 'react';
import { useEmbedder } from '../hooks/useEmbedder.js';
import type { SemanticSearchResult } from '../hooks/useSemanticSearch.js';
import type { SearchStrings } from './strings.js';

export interface SearchNoticeProps {
  readonly search: Pick<SemanticSearchResult<unknown>, 'status' | 'error' | 'ranking' | 'retry'>;
  readonly strings: SearchStrings;
}

/** What a person must know of a search that does not work, or works less well than it could; and a way to try again. */
export function SearchNotice({ search, strings }: SearchNoticeProps): ReactNode {
  const embedder = useEmbedder();
  const retry = (
    <button type="button" data-sem-part="retry" onClick={search.retry}>
      {strings.retry}
    </button>
  );
  const fellBack = embedder.status === 'ready' && embedder.attempts.length > 0;
  return (
    <>
      <div role="alert">
        {search.status === 'error' && (
          <div data-sem-part="error">
            <strong>{strings.failed}</strong>
            <p>{search.error?.message}</p>
            {retry}
          </div>
        )}
      </div>
      <div aria-live="polite">
        {search.ranking === 'words' && (
          <div data-sem-part="notice">
            <p>{fellBack ? strings.wordsInstead : strings.wordsOnly}</p>
            {fellBack && retry}
          </div>
        )}
      </div>
    </>
  );
}
