'use client';

import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { compileFilter, type ItemFilter, type SearchableIndex } from '../engine/index.js';
import { useSubscribe } from './useSubscribe.js';

type Passes<T> = (item: T) => boolean;

/** The items that a filter is applied to. */
export interface FilteredItems<T> {
  /** The index, once it exists. */
  readonly index: SearchableIndex<T> | undefined;
  /** Its items in this render, where a component has given all of them. */
  readonly items: readonly T[] | undefined;
}

/**
 * A filter with a stable identity: the same function as before while it passes the same items. So a new function at
 * each render is fine, and an item that begins or ends to pass triggers a new search, also if its text stays the same.
 * Each item is tested once per render.
 */
export function useFilter<T>(
  filter: ItemFilter<T> | undefined,
  { index, items }: FilteredItems<T>,
): ItemFilter<T> | undefined {
  const passes = useMemo(() => filter && compileFilter(filter), [filter]);
  const given = useMemo(() => (passes && items ? verdictOf(items, passes) : undefined), [items, passes]);
  const held = useHeldVerdict(index, items ? undefined : passes);
  const stable = useStable(passes, given ?? held ?? '');
  // An index elsewhere filters by fields, and refuses functions.
  const isElsewhere = !items && index?.items === undefined;
  return filter && isElsewhere && typeof filter !== 'function' ? filter : stable;
}

/** What a filter says of the items that an index holds. */
function useHeldVerdict<T>(
  index: SearchableIndex<T> | undefined,
  passes: Passes<T> | undefined,
): string | undefined {
  const items = passes && index?.items;
  return useSyncExternalStore(
    useSubscribe(items),
    () => items && verdictOf(items.getAll(), passes),
    () => undefined,
  );
}

/** A function that decides as the newest one, and is another one when the verdict is. */
function useStable<T>(passes: Passes<T> | undefined, verdict: string): Passes<T> | undefined {
  const [last, setLast] = useState(() => ({ verdict, follower: followerOf(passes) }));
  const isNew = last.verdict !== verdict;
  const follower = isNew && last.verdict !== '' ? followerOf(passes) : last.follower; // '': nothing was asked about yet
  if (isNew) setLast({ verdict, follower });
  useEffect(() => {
    if (passes) follower.follow(passes);
  }, [follower, passes]);
  return passes && follower.passes;
}

interface Follower<T> {
  readonly passes: Passes<T>;
  readonly follow: (newest: Passes<T>) => void;
}

function followerOf<T>(first: Passes<T> = () => true): Follower<T> {
  let newest = first;
  return {
    passes: (item) => newest(item),
    follow(next) {
      newest = next;
    },
  };
}

interface Verdict {
  readonly by: Passes<never>;
  readonly text: string;
}

const verdicts = new WeakMap<readonly unknown[], Verdict>();

/** A digit for each item: whether it passes. Read once for the same list and function. */
function verdictOf<T>(items: readonly T[], passes: Passes<T>): string {
  const last = verdicts.get(items);
  if (last?.by === passes) return last.text;
  const text = items.map((item) => digitOf(item, passes)).join('');
  verdicts.set(items, { by: passes, text });
  return text;
}

/** A filter that throws does so in the search, too, which tells why. */
function digitOf<T>(item: T, passes: Passes<T>): string {
  try {
    return passes(item) ? '1' : '0';
  } catch {
    return '!';
  }
}
