'use client';

import { useEffect, useState } from 'react';
import type { ItemFilter } from '../engine/index.js';

/** A filter in the place of functions that let through the same items. */
interface Watched<T> {
  readonly filter: (item: T) => boolean;
  /** Decides by this one from now on. */
  readonly follow: (newest: (item: T) => boolean) => void;
  /** Whether a function decides as was decided so far, of each item that a search has asked for. */
  readonly isLike: (other: (item: T) => boolean) => boolean;
}

/**
 * The filter, or the same function as before while it lets through the same items as far as any search has looked. So a
 * function may be made anew at each render; one that decides otherwise is another filter.
 */
export function useFilter<T>(filter: ItemFilter<T> | undefined): ItemFilter<T> | undefined {
  const wanted = typeof filter === 'function' ? filter : undefined;
  const [kept, keep] = useState(() => watch(wanted));
  const watched = !wanted || kept.isLike(wanted) ? kept : watch(wanted);
  if (watched !== kept) keep(watched);
  // A search that has not looked yet takes the newest.
  useEffect(() => {
    if (wanted) watched.follow(wanted);
  }, [watched, wanted]);
  return wanted ? watched.filter : filter;
}

function watch<T>(first: (item: T) => boolean = () => true): Watched<T> {
  const decided = new Map<T, boolean>();
  let newest = first;
  return {
    filter(item) {
      const passes = Boolean(newest(item));
      decided.set(item, passes);
      return passes;
    },
    follow(filter) {
      newest = filter;
    },
    isLike(other) {
      if (newest === other) return true;
      for (const [item, passes] of decided) if (Boolean(other(item)) !== passes) return false;
      return true;
    },
  };
}
