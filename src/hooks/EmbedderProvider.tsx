'use client';

import type { QueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useReducer } from 'react';
import type { Embedder } from '../engine/index.js';
import { EmbedderContext } from './context.js';
import { keyOf, type OwnedOptions, ownedEmbedder, retainEmbedder } from './ownedEmbedders.js';
import { queryClientOf } from './queryClient.js';

interface CommonProps {
  /**
   * Where query results are kept.
   * @default a client of the embedder's own
   */
  readonly queryClient?: QueryClient | undefined;
  readonly children?: ReactNode | undefined;
}

/** Either an embedder that you made and will dispose, or the options of one that the provider makes and disposes. */
export type EmbedderProviderProps = CommonProps &
  (
    | ({ readonly embedder: Embedder } & { readonly [K in keyof OwnedOptions]?: never })
    | ({ readonly embedder?: never } & OwnedOptions)
  );

/**
 * Gives the hooks and components below it an embedder. Providers with equal options share one. Nothing is downloaded
 * before something below asks for a vector.
 */
export function EmbedderProvider(props: EmbedderProviderProps): ReactNode {
  if (props.embedder) return <Provide {...props} embedder={props.embedder} />;
  return <OwnEmbedder {...props} />;
}

function OwnEmbedder({ queryClient, children, ...options }: CommonProps & OwnedOptions): ReactNode {
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  const embedder = ownedEmbedder(options);
  const key = keyOf(options);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the options, `embedder` for its life
  useEffect(() => {
    if (embedder.getState().status === 'disposed') return renderAgain(); // hidden for a while, and shown again
    return retainEmbedder(options);
  }, [embedder, key]);
  return (
    <Provide embedder={embedder} queryClient={queryClient}>
      {children}
    </Provide>
  );
}

interface ProvideProps {
  readonly embedder: Embedder;
  readonly queryClient?: QueryClient | undefined;
  readonly children?: ReactNode | undefined;
}

function Provide({ embedder, queryClient = queryClientOf(embedder), children }: ProvideProps): ReactNode {
  const value = useMemo(() => ({ embedder, queryClient }), [embedder, queryClient]);
  return <EmbedderContext.Provider value={value}>{children}</EmbedderContext.Provider>;
}
