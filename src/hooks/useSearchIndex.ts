'use client';

import { replaceEqualDeep } from '@tanstack/react-query';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import {
  createSearchIndex,
  type SearchableIndex,
  type SearchIndex,
  type SearchIndexOptions,
  type SearchIndexState,
} from '../engine/index.js';
import { useEmbedderContext } from './context.js';
import type { OptionalProps } from './optionalProps.js';
import { forgetSearches } from './searchQuery.js';

type IndexSettings<T> = OptionalProps<Omit<SearchIndexOptions<T>, 'embedder' | 'getText'>>;

/** Options of {@link useSearchIndex}. */
export interface UseSearchIndexOptions<T> extends IndexSettings<T> {
  /** The text of an item that is searched. */
  readonly getText: (item: T) => string;
}

/** Options of {@link useSearchIndex} for items that are strings. */
export interface UseTextIndexOptions<T> extends IndexSettings<T> {
  /**
   * The text of an item that is searched.
   * @default the item itself
   */
  readonly getText?: ((item: T) => string) | undefined;
}

/** An index, and how far it has come. */
export interface UseSearchIndexResult<T> {
  /** Absent on a server and in the first render. */
  readonly index: SearchIndex<T> | undefined;
  readonly state: SearchIndexState;
}

/**
 * An index of items that lives as long as the component: it holds the items of the last render, and embeds again only texts
 * that changed. Nothing is loaded before the first search, or `index.build()`. Functions, and items of plain data, may be
 * made anew at each render; `fields`, `lexical` and `worker` are those of the first.
 */
export function useSearchIndex<T>(
  items: (readonly T[] & readonly string[]) | undefined | null,
  options?: UseTextIndexOptions<T>,
): UseSearchIndexResult<T>;
export function useSearchIndex<T>(
  items: readonly T[] | undefined | null,
  options: UseSearchIndexOptions<T>,
): UseSearchIndexResult<T>;
export function useSearchIndex<T>(
  items: readonly T[] | undefined | null,
  options: UseTextIndexOptions<T> = {},
): UseSearchIndexResult<T> {
  const index = useOwnIndex(items, options);
  return { index, state: useIndexState(index) };
}

/** An index of `items`; none while they are not there yet. */
export function useOwnIndex<T>(
  items: readonly T[] | undefined | null,
  options: UseTextIndexOptions<T>,
): SearchIndex<T> | undefined {
  const { embedder, queryClient } = useEmbedderContext('useSearchIndex');
  const { precision, overlap, persist, source } = options;
  const address = source === undefined ? undefined : String(source);
  const isWanted = items !== undefined && items !== null;
  const [index, setIndex] = useState<SearchIndex<T>>();
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });

  useEffect(() => {
    if (!isWanted) return;
    const { worker, fields, lexical } = latest.current;
    const getText = (item: T) => textOf(item, latest.current.getText);
    const made = createSearchIndex<T>({
      embedder,
      getText,
      getId: (item) => (latest.current.getId ?? getText)(item),
      ...(worker && { worker }),
      ...(fields && { fields }),
      ...(lexical && { lexical }),
      ...(address !== undefined && { source: address }),
      ...(precision && { precision }),
      ...(overlap !== undefined && { overlap }),
      ...(persist !== undefined && { persist }),
    });
    setIndex(made);
    return () => {
      setIndex(undefined);
      void made.dispose().then(() => forgetSearches(queryClient, made)); // when nobody observes them any more
    };
  }, [embedder, queryClient, isWanted, precision, overlap, persist, address]);

  useItems(index, items);
  return index;
}

/** Keeps `items` in the index; before the page is painted, so that hits of earlier items are not shown as if of these. */
function useItems<T>(index: SearchIndex<T> | undefined, items: readonly T[] | undefined | null): void {
  const held = useRef<{ readonly index: SearchIndex<T>; readonly items: readonly T[] }>(undefined);
  useLayoutEffect(() => {
    if (!index || !items) return;
    if (held.current?.index === index && isEqual(held.current.items, items)) return;
    held.current = { index, items };
    index.set(items);
  }, [index, items]);
}

const NOTHING_YET: SearchIndexState = { status: 'idle', items: 0, embedded: 0 };

/** The state of an index, or of one that is not there yet. */
export function useIndexState<T>(index: SearchableIndex<T> | undefined | null): SearchIndexState {
  const subscribe = useCallback((listener: () => void) => index?.subscribe(listener) ?? (() => {}), [index]);
  return useSyncExternalStore(
    subscribe,
    () => index?.getState() ?? NOTHING_YET,
    () => NOTHING_YET,
  );
}

function textOf<T>(item: T, getText: ((item: T) => string) | undefined): string {
  return getText ? getText(item) : (item as string); // the index refuses what is no text
}

function isEqual<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((item, i) => Object.is(item, b[i]) || isEqualData(item, b[i]));
}

const isEqualData = <T>(a: T, b: T | undefined) => Object.is(replaceEqualDeep(a, b), a);
