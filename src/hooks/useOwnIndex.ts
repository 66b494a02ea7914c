'use client';

import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { createSearchIndex, type Embedder, type SearchIndex } from '../engine/index.js';
import { isDevelopment } from '../engine/utils/isDevelopment.js';
import { mapValues } from './props/mapValues.js';
import { definedOf } from './props/optionalProps.js';
import { useEmbedderContext } from './provider/context.js';
import { type ItemErrors, NO_ERRORS, putReadable } from './putReadable.js';
import { forgetSearches } from './queries/searchQuery.js';
import type { UseTextIndexOptions } from './types.js';
import { useCommitEffect } from './useCommitEffect.js';
import { useLatest } from './useLatest.js';

/** An index that a component has made. */
export interface OwnIndex<T> extends ItemErrors {
  readonly index: SearchIndex<T> | undefined;
}

type Items<T> = readonly T[] | undefined | null;

/** An index of `items`; none while they are not there yet. */
export function useOwnIndex<T>(items: Items<T>, options: UseTextIndexOptions<T>): OwnIndex<T> {
  const { embedder, ownClient } = useEmbedderContext('useSearchIndex');
  const { precision, overlap, persist, source, language } = options;
  const address = source === undefined ? undefined : String(source);
  const isWanted = items !== undefined && items !== null;
  const [index, setIndex] = useState<SearchIndex<T>>();
  const latest = useLatest({ ...options, items });
  const owned = useRef<OwnedIndex<T>>(undefined);

  useEffect(() => {
    if (!isWanted) return;
    const deps = [embedder, precision, overlap, persist, address, language];
    const own = cancelDisposal(owned.current, deps) ?? { index: makeIndex(embedder, latest), deps };
    owned.current = own;
    setIndex(own.index);
    return () =>
      disposeSoon(own, ownClient, () => setIndex((current) => (current === own.index ? undefined : current)));
  }, [embedder, ownClient, isWanted, precision, overlap, persist, address, language, latest]);

  return { index: isWanted ? index : undefined, ...useItems(index, items, options) };
}

/** An index, what it depends on, and the timer of its disposal, if it was unmounted. */
interface OwnedIndex<T> {
  readonly index: SearchIndex<T>;
  readonly deps: readonly unknown[];
  disposal?: ReturnType<typeof setTimeout> | undefined;
}

/** StrictMode, fast refresh and a tree that suspends unmount only to mount again at once: then the index lives on. */
function cancelDisposal<T>(
  owned: OwnedIndex<T> | undefined,
  deps: readonly unknown[],
): OwnedIndex<T> | undefined {
  if (owned?.disposal === undefined || !deps.every((dep, i) => Object.is(dep, owned.deps[i])))
    return undefined;
  clearTimeout(owned.disposal);
  owned.disposal = undefined;
  return owned;
}

function disposeSoon<T>(owned: OwnedIndex<T>, client: QueryClient, onEnd: () => void): void {
  const { index } = owned;
  owned.disposal = setTimeout(() => {
    owned.disposal = undefined;
    onEnd();
    void index.dispose().then(() => forgetSearches(client, index)); // nothing observes them any more
  });
}

interface Latest<T> {
  readonly current: UseTextIndexOptions<T> & { readonly items: Items<T> };
}

/** Holds the items of the last render, and reads them by its functions. */
function makeIndex<T>(embedder: Embedder, latest: Latest<T>): SearchIndex<T> {
  const { worker, fields, lexical, precision, overlap, persist, source, language, getId } = latest.current;
  const index = createSearchIndex<T>({
    ...definedOf({ worker, lexical, source, precision, overlap, persist, language }),
    embedder,
    getText: (item) => textOf(item, latest.current.getText),
    ...(getId && { getId: (item: T) => (latest.current.getId ?? getId)(item) }),
    ...(fields && { fields: latestFields(fields, latest) }),
  });
  putReadable(latest.current.items ?? [], (items) => index.add(items)); // told when they are put there again
  return index;
}

type Fields<T> = NonNullable<UseTextIndexOptions<T>['fields']>;

function latestFields<T>(fields: Fields<T>, latest: Latest<T>): Fields<T> {
  return mapValues(fields, (field, name) => ({
    ...field,
    getText: (item: T) => (latest.current.fields?.[name] ?? field).getText(item),
  }));
}

/**
 * Keeps `items` in the index, read by the functions of this render; before the page is painted, so that hits of earlier items
 * are not shown as if of these.
 */
function useItems<T>(
  index: SearchIndex<T> | undefined,
  items: Items<T>,
  { getText, getId, fields, source }: UseTextIndexOptions<T>,
): ItemErrors {
  const [errors, setErrors] = useState<ItemErrors>(NO_ERRORS);
  const isShared = source !== undefined; // with the items of a file
  const ids = useRef<readonly string[]>([]);
  const lastReported = useRef<string>(undefined);
  useCommitEffect(() => {
    if (!index || !items) return;
    const next = putReadable(items, (readable) => {
      if (isShared) ids.current = replace(index, readable, ids.current);
      else index.set(readable);
    });
    const message = next.itemError?.message ?? next.error?.message;
    if (message === lastReported.current) return; // inline items fail at each render
    lastReported.current = message;
    setErrors(next);
    if (next.itemError && isDevelopment())
      // biome-ignore lint/suspicious/noConsole: the search works, so nothing else shows a developer that items are missing
      console.warn(`react-embeddings: an item cannot be searched. ${next.itemError.message}`);
  }, [index, items, getText, getId, fields, isShared]);
  return errors;
}

/** Puts items in the place of those with these ids. @returns the ids of the items */
function replace<T>(
  index: SearchIndex<T>,
  items: readonly T[],
  before: readonly string[],
): readonly string[] {
  const ids = index.add(items);
  const staying = new Set(ids);
  index.remove(before.filter((id) => !staying.has(id)));
  return ids;
}

/** What is searched of an item; the index refuses what is not a string. */
export function textOf<T>(item: T, getText: ((item: T) => string) | undefined): string {
  return getText ? getText(item) : (item as string);
}
