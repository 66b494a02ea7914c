'use client';

import { type ReactNode, useState } from 'react';
import type { BackendFailure } from '../../engine/index.js';
import { useStateOf } from '../../hooks/useEmbedder.js';
import { Lines } from '../shared/Lines.js';
import { useSearchParts } from './searchContext.js';

/**
 * An alert for a search that failed, or a notice for one that is degraded, with a button to try again, which stays
 * while it is being tried; without a network it says so, and needs no button. Its live regions are always there.
 */
export function SearchError(): ReactNode {
  const { box, strings } = useSearchParts('Error');
  const { status, mode, error, indexState, embedder, retry } = box.search;
  const state = useStateOf(embedder);
  const [trying, setTrying] = useState<'error' | 'notice'>();
  const failures: readonly BackendFailure[] = 'failures' in state ? state.failures : [];
  const asked = failures.find((failure) => failure.error.code === 'consent-needed'); // a download waits for it
  const isOffline = [{ error }, ...failures].some((of) => of.error?.details.reason === 'offline');
  const hasFailed = status === 'error' && mode === undefined;
  const hasNoMeaning = error !== undefined && !hasFailed;
  const isForced = hasNoMeaning || trying || (state.status === 'ready' && failures.length > 0);
  const isByWords = box.mode === 'hybrid' && (hasNoMeaning || indexState.status === 'lexical');
  const kind = trying ?? (hasFailed ? 'error' : isByWords ? 'notice' : undefined);

  const onClick = () => {
    if (trying) return;
    if (asked) return void embedder.load({ consent: true }).then(retry, () => {}); // its state tells
    setTrying(kind);
    void retry().then(() => setTrying(undefined));
  };
  const notice =
    asked && !trying
      ? strings.askDownload(Number(asked.error.details.bytes))
      : isOffline
        ? strings.offline
        : isForced
          ? strings.wordsInstead
          : strings.wordsOnly;
  const isError = kind === 'error';
  const content = kind && (
    <div data-sem-part={kind}>
      <Lines text={isError ? `${strings.failed}\n${error?.message}` : notice} />
      {(isError || (isForced && !isOffline)) && (
        <button
          type="button"
          data-sem-part="retry"
          data-primary={asked && true}
          aria-disabled={trying && true}
          onClick={onClick}
        >
          {trying ? strings.retrying : asked ? strings.download : strings.retry}
        </button>
      )}
    </div>
  );
  return (
    <>
      <div role="alert">{isError && content}</div>
      <div aria-live="polite">{!isError && content}</div>
    </>
  );
}
