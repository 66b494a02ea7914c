'use client';

import { useEffect, useState } from 'react';
import type { ItemFilter } from '../engine/index.js';

/** A filter in the place of functions that let through the same items. */
interface Watched<T> {
  readonly filter: (item: T) => boolean;
  /** The newest of them. */
  newest: (item: T) => boolean;
  /** What was decided of each item that a search has asked for. */
  readonly decided: ReadonlyMap<T, boolean>;
}

/**
 * The filter, or the same function as before while it lets through the same items as far as any search has looked. So a
 * function may be made anew at each render; one that decides otherwise is another filter.
 */
export function useFilter<T>(filter: ItemFilter<T> | undefined): ItemFilter<T> | undefined {
  const wanted = typeof filter === 'function' ? filter : undefined;
  const [kept, keep] = useState(() => watch(wanted));
  let watched = kept;
  if (wanted && !isLike(kept, wanted)) {
    watched = watch(wanted);
    keep(watched);
  }
  // A search that has not looked yet takes the newest.
  useEffect(() => {
    if (wanted) watched.newest = wanted;
  }, [watched, wanted]);
  return wanted ? watched.filter : filter;
}

function watch<T>(newest: (item: T) => boolean = () => true): Watched<T> {
  const decided = new Map<T, boolean>();
  const watched: Watched<T> = {
    newest,
    decided,
    filter(item) {
      const passes = Boolean(watched.newest(item));
      decided.set(item, passes);
      return passes;
    },
  };
  return watched;
}

function isLike<T>({ newest, decided }: Watched<T>, filter: (item: T) => boolean): boolean {
  if (newest === filter) return true;
  for (const [item, passes] of decided) if (Boolean(filter(item)) !== passes) return false;
  return true;
}
