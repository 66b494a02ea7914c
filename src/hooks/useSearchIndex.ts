'use client';

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import {
  createSearchIndex,
  type SearchIndex,
  type SearchIndexOptions,
  type SearchIndexState,
} from '../engine/index.js';
import { useEmbedderContext } from './context.js';

/** Options of {@link useSearchIndex}. */
export type UseSearchIndexOptions<T> = Omit<SearchIndexOptions<T>, 'embedder'>;

/** An index, and how far it has come. */
export interface UseSearchIndexResult<T> {
  /** Absent on a server and in the first render. */
  readonly index: SearchIndex<T> | undefined;
  readonly state: SearchIndexState;
}

const NOTHING_YET: SearchIndexState = { status: 'idle', items: 0, embedded: 0 };
const never = () => () => {};

/**
 * An index of items that lives as long as the component: it holds the items of the last render, and embeds again only texts
 * that changed. Nothing is loaded before the first search, or `index.build()`. Functions may be made anew at each render.
 */
export function useSearchIndex<T>(
  items: readonly T[],
  options: UseSearchIndexOptions<T>,
): UseSearchIndexResult<T> {
  const { embedder } = useEmbedderContext('useSearchIndex');
  const { precision, overlap, persist } = options;
  const [index, setIndex] = useState<SearchIndex<T>>();
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });

  useEffect(() => {
    const made = createSearchIndex<T>({
      embedder,
      getText: (item) => latest.current.getText(item),
      getId: (item) => (latest.current.getId ?? latest.current.getText)(item),
      ...(latest.current.worker && { worker: latest.current.worker }),
      ...(precision && { precision }),
      ...(overlap !== undefined && { overlap }),
      ...(persist !== undefined && { persist }),
    });
    setIndex(made);
    return () => void made.dispose();
  }, [embedder, precision, overlap, persist]);

  useEffect(() => {
    if (index && index.getState().status !== 'disposed') index.set(items);
  }, [index, items]);

  const state = useSyncExternalStore(
    index?.subscribe ?? never,
    index?.getState ?? (() => NOTHING_YET),
    () => NOTHING_YET,
  );
  return { index, state };
}
