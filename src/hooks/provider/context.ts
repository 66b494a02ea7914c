'use client';

import type { QueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { type Embedder, EmbedError } from '../../engine/index.js';

/** What an `<EmbedderProvider>` gives to the hooks below it. */
export interface EmbedderContextValue {
  readonly embedder: Embedder;
  readonly queryClient: QueryClient;
  /** For what must not get into an app's query client. */
  readonly ownClient: QueryClient;
}

export const EmbedderContext = createContext<EmbedderContextValue | undefined>(undefined);

/** The nearest provider's embedder and query client; `hook` is named in the error when there is none. */
export function useEmbedderContext(hook: string): EmbedderContextValue {
  const value = useContext(EmbedderContext);
  if (value) return value;
  throw new EmbedError(
    'provider-missing',
    `${hook} found no EmbedderProvider above it. Wrap your app in <EmbedderProvider>.`,
    { details: { hook } },
  );
}
