'use client';

import { useEffect } from 'react';
import type { Embedder, SearchableIndex, SearchIndex } from '../engine/index.js';
import { useCommitEffect } from './useCommitEffect.js';
import { backendOf, useEmbedderState } from './useEmbedderValue.js';
import { useLatest } from './useLatest.js';
import type { IndexView } from './useSearchIndexState.js';
import type { SearchAnswer } from './useSearchQuery.js';

/** What is loaded before the first query. */
export interface PreloadOptions<T> {
  readonly embedder: Embedder;
  /** The index that the hook has made itself. */
  readonly own: SearchIndex<T> | undefined;
  /** The index that is searched. */
  readonly index: SearchableIndex<T> | undefined;
  readonly view: IndexView;
  readonly answer: Pick<SearchAnswer<T>, 'refetch'>;
  readonly enabled: boolean;
}

/**
 * Loads the model and embeds the items before they are needed, and again when the model becomes available after a
 * failure.
 */
export function usePreload<T>({ embedder, own, index, view, answer, enabled }: PreloadOptions<T>): void {
  const { status } = view.state;
  const backend = useEmbedderState(embedder, backendOf);
  const hasModel = backend !== undefined && backend !== 'hash';
  const isNew = status === 'idle';
  const isBehind = status === 'lexical' && hasModel;

  // Not after the paint, which a worker need not wait for.
  useCommitEffect(() => {
    if (enabled && index) embedder.load().catch(() => {}); // reported in its state
  }, [enabled, index, embedder]);

  useCommitEffect(() => {
    if (enabled && isNew) own?.build().catch(() => {}); // reported in its state
  }, [enabled, own, isNew]);

  // `answer` is made at each render, and is asked again only once, when the model has come.
  const latest = useLatest({ own, answer });
  useEffect(() => {
    if (enabled && isBehind) refetchAnswer(latest.current.own, latest.current.answer);
  }, [enabled, isBehind, latest]);
}

/** Computes the vectors that are missing, and searches again. */
export function refetchAnswer<T>(
  own: SearchIndex<T> | undefined,
  answer: Pick<SearchAnswer<T>, 'refetch'>,
): void {
  own?.build().catch(() => {}); // reported in its state
  answer.refetch();
}
