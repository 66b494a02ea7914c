'use client';

import type { ReactNode } from 'react';
import type { BackendFailure } from '../../engine/index.js';
import { useStateOf } from '../../hooks/useEmbedder.js';
import { useSearchParts } from './searchContext.js';

/**
 * What a person must know of a search that does not work, as an alert, or works less well than it could; and a way to try
 * again. Its regions are always there.
 */
export function SearchError(): ReactNode {
  const { box, strings } = useSearchParts('Error');
  const { status, stage, error, indexing } = box.search;
  const embedder = useStateOf(box.search.embedder);
  const bytes = 'attempts' in embedder ? bytesAsked(embedder.attempts) : undefined;
  const consent = () => void box.search.embedder.load({ consent: true }).then(box.search.retry, () => {}); // its state tells
  const retry = (
    <button type="button" data-sem-part="retry" onClick={bytes === undefined ? box.search.retry : consent}>
      {bytes === undefined ? strings.retry : strings.download}
    </button>
  );
  const hasFailed = status === 'error' && stage === undefined;
  const hasNoMeaning = error !== undefined && !hasFailed;
  const fellBack = embedder.status === 'ready' && embedder.attempts.length > 0;
  const isByWords = box.mode === 'hybrid' && (hasNoMeaning || indexing.status === 'lexical');
  const isForced = hasNoMeaning || fellBack;
  const fallback = isForced ? strings.wordsInstead : strings.wordsOnly;
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
            <p>{bytes === undefined ? fallback : strings.askDownload(bytes)}</p>
            {isForced && retry}
          </div>
        )}
      </div>
    </>
  );
}

/** How large the download is that waits for consent, if one does. */
function bytesAsked(attempts: readonly BackendFailure[]): number | undefined {
  const asked = attempts.find(({ error }) => error.code === 'consent-needed');
  return asked && Number(asked.error.details.bytes);
}
