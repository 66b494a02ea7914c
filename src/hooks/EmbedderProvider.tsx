'use client';

import type { QueryClient } from '@tanstack/react-query';
import { Fragment, type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Embedder } from '../engine/index.js';
import { EmbedderContext } from './provider/context.js';
import {
  type EmbedderStore,
  embedderRegistry,
  keyOf,
  type OwnedOptions,
} from './provider/embedderRegistry.js';
import { waitingEmbedder } from './provider/waitingEmbedder.js';
import { dropBrokenVectors } from './queries/brokenVectors.js';
import { queryClientOf } from './queries/queryClient.js';
import { useRecovery } from './useRecovery.js';

interface CommonProps {
  /**
   * Where query results are stored. Another client remounts the children.
   * @default a client of the provider's own
   */
  readonly queryClient?: QueryClient | undefined;
  /**
   * Loads the model once the page has loaded and is idle, not only when something below needs a vector, so that the first search
   * does not wait for it. That downloads a model that is not stored yet.
   * @default false
   */
  readonly preload?: boolean | undefined;
  readonly children?: ReactNode | undefined;
}

/** An embedder that you made and will dispose. While it is `undefined` or `null`, all that is below waits for it. */
type BorrowedProps = { readonly embedder: Embedder | undefined | null } & {
  readonly [K in keyof OwnedOptions]?: undefined;
};

/** The options of an embedder that the provider makes and disposes. */
type OwnedProps = { readonly embedder?: undefined } & OwnedOptions;

/** Either an embedder that you made and will dispose, or the options of one that the provider makes and disposes. */
export type EmbedderProviderProps = CommonProps & (BorrowedProps | OwnedProps);

/**
 * Gives the hooks and components below it an embedder. Providers with equal options share one. Nothing is downloaded
 * before something below asks for a vector, unless `preload` is set.
 */
export function EmbedderProvider({
  queryClient,
  preload = false,
  children,
  ...props
}: EmbedderProviderProps): ReactNode {
  const embedder = useEmbedderOf(props);
  const [own] = useState(() => queryClientOf(embedder)); // stays: TanStack's observers keep the client that they saw first
  const client = queryClient ?? own;
  dropBrokenVectors(client);
  const [seen, setSeen] = useState({ client, count: 0 });
  if (seen.client !== client) setSeen({ client, count: seen.count + 1 });
  useRecovery(embedder, client);
  useEffect(() => (preload ? loadWhenIdle(embedder) : undefined), [preload, embedder]);
  const value = useMemo(() => ({ embedder, queryClient: client, ownClient: own }), [embedder, client, own]);
  return (
    <EmbedderContext.Provider value={value}>
      <Fragment key={seen.count}>{children}</Fragment>
    </EmbedderContext.Provider>
  );
}

/** Loads the model when the page is idle. Returns what ends the waiting. */
function loadWhenIdle(embedder: Embedder): () => void {
  const leaving = new AbortController();
  const load = () => void embedder.load().catch(() => {}); // reported in its state
  void import('./provider/whenIdle.js').then(({ whenIdle }) => whenIdle(load, leaving.signal), load);
  return () => leaving.abort();
}

/** The embedder that is given; one that the provider has made; or one that stands in for what is not there yet. */
function useEmbedderOf(props: BorrowedProps | OwnedProps): Embedder {
  const { embedder, ...options } = props;
  const key = keyOf(options);
  const isAwaited = 'embedder' in props && key === keyOf({});
  const source = embedder ?? (isAwaited ? WAITING : key);
  const [last, setLast] = useState(() => ({ source, store: storeOf(source, options) }));
  const next = last.source === source ? last : { source, store: storeOf(source, options) };
  if (next !== last) setLast(next);
  const { get, subscribe } = next.store;
  return useSyncExternalStore(subscribe, get, get);
}

const WAITING = 'waiting';

function storeOf(source: Embedder | string, options: OwnedOptions): EmbedderStore {
  if (source !== WAITING && typeof source === 'string') return embedderRegistry(options);
  const embedder = typeof source === 'string' ? waitingEmbedder() : source;
  return { get: () => embedder, subscribe: () => () => {} };
}
