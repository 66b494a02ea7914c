'use client';

import type { ReactNode } from 'react';
import { useEmbedder } from '../hooks/useEmbedder.js';
import { useSearchParts } from './searchContext.js';

/**
 * What a person must know of a search that does not work, as an alert, or works less well than it could; and a way to try
 * again. Its regions are always there.
 */
export function SearchError(): ReactNode {
  const { box, strings } = useSearchParts('Error');
  const { status, stage, error, indexing } = box.search;
  const embedder = useEmbedder();
  const retry = (
    <button type="button" data-sem-part="retry" onClick={box.search.retry}>
      {strings.retry}
    </button>
  );
  const hasFailed = status === 'error' && stage === undefined;
  const hasNoMeaning = error !== undefined && !hasFailed;
  const fellBack = embedder.status === 'ready' && embedder.attempts.length > 0;
  const isByWords = box.mode === 'hybrid' && (hasNoMeaning || indexing.status === 'lexical');
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
