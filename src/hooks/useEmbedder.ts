'use client';

import { useMemo, useSyncExternalStore } from 'react';
import type { Embedder, EmbedderState } from '../engine/index.js';
import { useEmbedderContext } from './context.js';
import { spaceOfEmbedder, useEmbedderValue } from './useEmbedderValue.js';

/** The state of the embedder, narrowed by `status`, and the embedder itself. */
export type UseEmbedderResult = EmbedderState & {
  readonly embedder: Embedder;
  /** The space that its vectors lie in now: for query options such as `embeddingQuery`. */
  readonly space: string;
};

const ON_SERVER: EmbedderState = { status: 'idle' };

/** Watches the embedder. Renders again at each step of a download, ten times a second at most. */
export function useEmbedder(): UseEmbedderResult {
  const { embedder } = useEmbedderContext('useEmbedder');
  const state = useSyncExternalStore(embedder.subscribe, embedder.getState, () => ON_SERVER);
  const space = useEmbedderValue(embedder, spaceOfEmbedder);
  return useMemo(() => ({ ...state, embedder, space }), [state, embedder, space]);
}
