'use client';

import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { IndexedItems, SearchableIndex, SearchHit } from '../engine/index.js';
import { hasSameData } from './queries/sameData.js';
import { textOf } from './useOwnIndex.js';

type Hits<T> = readonly SearchHit<T>[];

/** How items are told apart, as a component gives it. */
export interface ItemNames<T> {
  readonly getText?: ((item: T) => string) | undefined;
  readonly getId?: ((item: T) => string | number) | undefined;
}

/**
 * Hits with the newest objects of their items: an index accepts other objects with the same texts without a
 * notification. Where the component has given the items, those; else those of the index, when plain data in them
 * differs.
 */
export function useNewestHits<T>(
  hits: Hits<T>,
  index: SearchableIndex<T> | undefined,
  given: readonly T[] | undefined,
  { getText, getId }: ItemNames<T>,
): Hits<T> {
  const held = useHeldHits(hits, given ? undefined : index?.items);
  return useMemo(
    () => (given ? fromList(held, given, { getText, getId }) : held),
    [held, given, getText, getId],
  );
}

function useHeldHits<T>(hits: Hits<T>, items: IndexedItems<T> | undefined): Hits<T> {
  const subscribe = useCallback(
    (listener: () => void) => (items ? subscribeTwice(items, listener) : () => {}),
    [items],
  );
  return useSyncExternalStore(
    subscribe,
    () => (items ? fromIndex(hits, items) : hits),
    () => hits,
  );
}

/** How long a list stays at least, in milliseconds: items with a random number are others at each render, and must not end in a loop. */
const MIN_TIME = 50;

/** Calls the listener after each change, and once more when the list may change again. */
function subscribeTwice<T>(items: IndexedItems<T>, listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const unsubscribe = items.subscribe(() => {
    listener();
    clearTimeout(timer);
    timer = setTimeout(listener, MIN_TIME);
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}

interface Newest {
  readonly hits: readonly unknown[];
  readonly at: number;
}

const newest = new WeakMap<object, Newest>();

/** The same list until data of an item differs: functions and the like differ at each render of the component. */
function fromIndex<T>(hits: Hits<T>, items: IndexedItems<T>): Hits<T> {
  const known = newest.get(hits);
  const last = (known?.hits ?? hits) as Hits<T>; // what was put there
  const now = performance.now();
  if (known && now - known.at < MIN_TIME) return last;
  const next = withItems(last, (hit) => {
    const item = items.get(hit.id);
    return item === undefined || hasSameData(item, hit.item) ? hit.item : item;
  });
  if (next !== last) newest.set(hits, { hits: next, at: now });
  return next;
}

function fromList<T>(hits: Hits<T>, items: readonly T[], { getText, getId }: ItemNames<T>): Hits<T> {
  if (hits.length === 0) return hits;
  const textIn = (item: T) => textOf(item, getText);
  const found = find(items, new Set(hits.map(({ id }) => id)), getId ?? textIn);
  const text = getId ? (item: T) => readBy(textIn, item) : () => ''; // it is found by its text
  return withItems(hits, (hit) => {
    const item = found.get(hit.id);
    return item !== undefined && text(item) === text(hit.item) ? item : hit.item; // else its answer is on its way
  });
}

function find<T>(
  items: readonly T[],
  ids: ReadonlySet<string>,
  idOf: (item: T) => string | number,
): Map<string, T> {
  const found = new Map<string, T>();
  for (const item of items) {
    if (found.size === ids.size) break;
    const id = readBy(idOf, item);
    if (id !== undefined && ids.has(id) && !found.has(id)) found.set(id, item); // of equal texts it is the first that has the text for its id
  }
  return found;
}

/** Undefined for an item that cannot be read: the index has left it out, and tells of it. */
function readBy<T>(read: (item: T) => string | number, item: T): string | undefined {
  try {
    return String(read(item));
  } catch {
    return undefined;
  }
}

/** The same list if all items are the same. */
function withItems<T>(hits: Hits<T>, itemOf: (hit: SearchHit<T>) => T): Hits<T> {
  const next = hits.map((hit) => {
    const item = itemOf(hit);
    return Object.is(item, hit.item) ? hit : { ...hit, item };
  });
  return next.every((hit, i) => hit === hits[i]) ? hits : next;
}
