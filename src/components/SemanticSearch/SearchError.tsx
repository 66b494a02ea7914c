'use client';

import { type ReactNode, useState } from 'react';
import type { BackendFailure } from '../../engine/index.js';
import { useStateOf } from '../../hooks/useEmbedder.js';
import { useSearchParts } from './searchContext.js';

/**
 * An alert for a search that failed, or a notice for one that is degraded, with a button to try again, which stays
 * while it is being tried. Its live regions are always there.
 */
export function SearchError(): ReactNode {
  const { box, strings } = useSearchParts('Error');
  const { status, mode, error, indexing, embedder, retry } = box.search;
  const state = useStateOf(embedder);
  const [trying, setTrying] = useState<'error' | 'notice'>();
  const attempts: readonly BackendFailure[] = 'attempts' in state ? state.attempts : [];
  const asked = attempts.find((attempt) => attempt.error.code === 'consent-needed'); // a download waits for it
  const hasFailed = status === 'error' && mode === undefined;
  const hasNoMeaning = error !== undefined && !hasFailed;
  const isForced = hasNoMeaning || trying || (state.status === 'ready' && attempts.length > 0);
  const isByWords = box.mode === 'hybrid' && (hasNoMeaning || indexing.status === 'lexical');
  const kind = trying ?? (hasFailed ? 'error' : isByWords ? 'notice' : undefined);

  const onClick = () => {
    if (trying) return;
    if (asked) return void embedder.load({ consent: true }).then(retry, () => {}); // its state tells
    setTrying(kind);
    void retry().then(() => setTrying(undefined));
  };
  const button = (
    <button type="button" data-sem-part="retry" aria-disabled={trying && true} onClick={onClick}>
      {trying ? strings.retrying : asked ? strings.download : strings.retry}
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
            <p>
              {asked && !trying
                ? strings.askDownload(Number(asked.error.details.bytes))
                : isForced
                  ? strings.wordsInstead
                  : strings.wordsOnly}
            </p>
            {isForced && button}
          </div>
        )}
      </div>
    </>
  );
}
