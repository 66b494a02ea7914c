'use client';

import { useState } from 'react';
import type { SearchHit } from '../../engine/index.js';
import type { SemanticSearchResult } from '../types.js';
import { useCommitEffect } from '../useCommitEffect.js';
import { useStableHits } from '../useStableHits.js';
import type { ElementHandle } from './elementHandle.js';
import type { GroupBy } from './hitGroups.js';
import { elementByIdNear, scrollToRow } from './rowElements.js';
import { rowIdOf } from './rowProps.js';
import { type EmptyQuerySource, useEmptyQueryHits } from './useEmptyQueryHits.js';

/** What makes rows of hits. */
export interface RowSettings<T> {
  /**
   * The group that an item is shown in: a field of the items, whose value is the group's name, or a function that makes a name of
   * an item. Groups come in the order of their best hits. Those of a field that `facets` counts tell how many hits they have of all.
   */
  readonly groupBy?: GroupBy<T> | undefined;
  /**
   * How many rows a group has at most, of the `limit` hits.
   * @default all
   */
  readonly limitPerGroup?: number | undefined;
  /** Items whose rows are shown, but neither reached by arrows nor chosen. */
  readonly isItemDisabled?: ((item: T) => boolean) | undefined;
  /**
   * Whether the first row is active while the user is in the field and on no other row, so that Enter chooses it. Not with
   * `listRole: 'list'`.
   * @default false
   */
  readonly autoHighlight?: boolean | undefined;
}

/** Where the user is: on a row, in the field, or elsewhere. */
export interface Focus {
  readonly row: string | undefined;
  /** Whether a key brought them there, and not the pointer. */
  readonly isByKey: boolean;
}
export const IN_FIELD: Focus = { row: undefined, isByKey: false };
export const OUTSIDE: Focus = { ...IN_FIELD };

/** The rows of a search box, and the active one. */
export interface Rows<T> {
  readonly hits: readonly SearchHit<T>[];
  readonly focus: Focus;
  goTo(focus: Focus): void;
  isDisabled(hit: SearchHit<T>): boolean;
}

type Options<T> = RowSettings<T> & EmptyQuerySource<T>;
type Search<T> = Pick<SemanticSearchResult<T>, 'hits' | 'request' | 'index'>;

export function useRows<T>(options: Options<T>, search: Search<T>, query: string): Rows<T> {
  const { groupBy, isItemDisabled } = options;
  const [focus, goTo] = useState<Focus>(OUTSIDE);
  const emptyQuery = useEmptyQueryHits(options, search.index?.items);
  const found = query.trim() === '' ? { hits: emptyQuery, request: '' } : search;
  const isDisabled = (hit: SearchHit<T>) => isItemDisabled?.(hit.item) === true;
  const hits = useStableHits(
    { ...found, query },
    {
      active: focus.row,
      onGone: (neighbor) => goTo(neighbor === undefined ? IN_FIELD : { ...focus, row: neighbor }),
      isDisabled,
    },
    groupBy,
    options.limitPerGroup,
  );
  return { hits, focus, goTo, isDisabled };
}

/** The row that the user is on, of those that are shown; or the first one, where that is active by itself. */
export function activeRow<T>(
  { hits, focus, isDisabled }: Rows<T>,
  isFirstActive: boolean | undefined,
): SearchHit<T> | undefined {
  const chosen = hits.find(({ id }) => id === focus.row);
  if (chosen || !isFirstActive || focus === OUTSIDE) return chosen;
  return hits.find((hit) => !isDisabled(hit));
}

/** Brings the active row into view where a key has made it active: the pointer is on it anyway. */
export function useScrollToRow<T>(
  boxId: string,
  active: SearchHit<T> | undefined,
  { isByKey }: Focus,
  field: ElementHandle<HTMLInputElement>,
): void {
  const row = active && isByKey ? rowIdOf(boxId, active.id) : undefined;
  useCommitEffect(() => {
    if (row !== undefined) scrollToRow(elementByIdNear(field.get(), row));
  }, [row, field]);
}
