'use client';

import { useSyncExternalStore } from 'react';
import type { EmbedError, SearchableIndex, SearchIndexState } from '../engine/index.js';
import type { ItemErrors } from './putReadable.js';
import { useSubscribe } from './useSubscribe.js';

/** The state of an index as a component that gave it items sees it: without progress, for which there is {@link useSearchIndexState}. */
export interface ComponentIndexState extends Omit<SearchIndexState, 'embedded' | 'progress' | 'status'> {
  /** That of the index; `waiting` while the items, or the index itself, are not there yet (`undefined` or `null`). */
  readonly status: SearchIndexState['status'] | 'waiting';
  /**
   * Why items that a component was given are left out, if so: `getText`, `getId` or a field threw or returned no string. The
   * message names the first of them; `details.indexes` are the indexes of all in `items`.
   */
  readonly itemError?: EmbedError;
}

/** A snapshot of an index, taken when a component rendered. */
export interface IndexView {
  readonly state: ComponentIndexState;
  /** `undefined` for an index without revisions. */
  readonly revision: number | undefined;
  /** Whether all items have their vectors. */
  readonly isComplete: boolean;
}

type AnyIndex = Pick<SearchableIndex<unknown>, 'getState' | 'subscribe' | 'revision'>;

const INITIAL_STATE: SearchIndexState = { status: 'idle', items: 0, embedded: 0 };
const WAITING: ComponentIndexState = { status: 'waiting', items: 0 };
const NO_INDEX_VIEW: IndexView = {
  state: { status: 'idle', items: 0 },
  revision: undefined,
  isComplete: true,
};

/**
 * The progress of an index: `embedded` of `items`. Re-renders at each step, tens of times for a thousand items: use it
 * in a small component.
 */
export function useSearchIndexState(index: AnyIndex | undefined | null): SearchIndexState {
  return useSyncExternalStore(
    useSubscribe(index),
    () => index?.getState() ?? INITIAL_STATE,
    () => INITIAL_STATE,
  );
}

/** What a search depends on of its index; re-renders only when that changes. */
export function useIndexView(index: AnyIndex | undefined | null): IndexView {
  return useSyncExternalStore(
    useSubscribe(index),
    () => (index ? viewOf(index) : NO_INDEX_VIEW),
    () => NO_INDEX_VIEW,
  );
}

/** The state of an index with the errors of its items. @param isWaiting Whether the items are not there yet. */
export function indexStateOf(
  state: ComponentIndexState,
  { error, itemError }: ItemErrors,
  isWaiting: boolean,
): ComponentIndexState {
  if (isWaiting) return WAITING;
  if (!error && !itemError) return state;
  return { ...state, ...(itemError && { itemError }), ...(error && { status: 'error', error }) };
}

const views = new WeakMap<AnyIndex, IndexView>();

/** The same object until something in it changes. */
export function viewOf(index: AnyIndex): IndexView {
  const { embedded, progress: _, ...state } = index.getState();
  const isComplete = state.status === 'ready' || embedded >= state.items;
  const next = { state, revision: index.revision, isComplete };
  const last = views.get(index);
  if (last && isSame(last, next)) return last;
  views.set(index, next);
  return next;
}

function isSame(a: IndexView, b: IndexView): boolean {
  if (a.revision !== b.revision || a.isComplete !== b.isComplete) return false;
  const [x, y] = [a.state, b.state];
  return (
    x.status === y.status &&
    x.items === y.items &&
    x.interimModel === y.interimModel &&
    x.error === y.error &&
    x.persistError === y.persistError
  );
}
