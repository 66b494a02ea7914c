'use client';

import { type ReactNode, useState } from 'react';
import type { BackendFailure } from '../../engine/index.js';
import { useStateOf } from '../../hooks/useEmbedder.js';
import { useSearchParts } from './searchContext.js';

/**
 * What a person must know of a search that does not work, as an alert, or works less well than it could; and a way to try
 * again, which stays while it is being tried. Its regions are always there.
 */
export function SearchError(): ReactNode {
  const { box, strings } = useSearchParts('Error');
  const { status, stage, error, indexing } = box.search;
  const embedder = useStateOf(box.search.embedder);
  const [trying, setTrying] = useState<Kind>();
  const bytes = 'attempts' in embedder ? bytesAsked(embedder.attempts) : undefined;
  const hasFailed = status === 'error' && stage === undefined;
  const hasNoMeaning = error !== undefined && !hasFailed;
  const fellBack = embedder.status === 'ready' && embedder.attempts.length > 0;
  const isByWords = box.mode === 'hybrid' && (hasNoMeaning || indexing.status === 'lexical');
  const isForced = hasNoMeaning || fellBack || trying !== undefined;
  const kind = trying ?? (hasFailed ? 'error' : isByWords ? 'notice' : undefined);

  const consent = () => void box.search.embedder.load({ consent: true }).then(box.search.retry, () => {}); // its state tells
  const tryAgain = () => {
    if (trying) return;
    setTrying(kind);
    void box.search.retry().then(() => setTrying(undefined));
  };
  const fallback = isForced ? strings.wordsInstead : strings.wordsOnly;
  const asksConsent = bytes !== undefined && !trying;
  const button = (
    <button
      type="button"
      data-sem-part="retry"
      aria-disabled={trying && true}
      onClick={asksConsent ? consent : tryAgain}
    >
      {trying ? strings.retrying : asksConsent ? strings.download : strings.retry}
    </button>
  );
  return (
    <>
      <div role="alert">
        {kind === 'error' && (
          <div data-sem-part="error">
            <strong>{strings.failed}</strong>
            <p>{error?.message}</p>
            {button}
          </div>
        )}
      </div>
      <div aria-live="polite">
        {kind === 'notice' && (
          <div data-sem-part="notice">
            <p>{asksConsent ? strings.askDownload(bytes) : fallback}</p>
            {isForced && button}
          </div>
        )}
      </div>
    </>
  );
}

type Kind = 'error' | 'notice';

/** How large the download is that waits for consent, if one does. */
function bytesAsked(attempts: readonly BackendFailure[]): number | undefined {
  const asked = attempts.find(({ error }) => error.code === 'consent-needed');
  return asked && Number(asked.error.details.bytes);
}
