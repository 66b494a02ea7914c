'use client';

import type { ReactNode } from 'react';
import type { SearchIndexState } from '../engine/index.js';
import { useEmbedder } from '../hooks/useEmbedder.js';
import type { SearchStrings } from './strings.js';

export interface SearchProgressProps {
  readonly indexing: SearchIndexState;
  readonly strings: SearchStrings;
}

/** What a person waits for before meaning counts: the download of the model, its start, the vectors of the items. */
export function SearchProgress({ indexing, strings }: SearchProgressProps): ReactNode {
  const embedder = useEmbedder();
  if (embedder.status === 'loading') {
    const { progress } = embedder;
    const share = progress.phase === 'downloading' ? progress.loaded / progress.total : undefined;
    return <Progress label={strings.loading(progress)} share={share} />;
  }
  const { status, embedded: done, items: total } = indexing;
  if (status !== 'indexing' || done === total) return null;
  return <Progress label={strings.indexing({ done, total })} share={done / total} />;
}

/** @param share From 0 to 1; `undefined` when nobody knows how long it takes. */
function Progress({
  label,
  share,
}: {
  readonly label: string;
  readonly share: number | undefined;
}): ReactNode {
  return (
    <div data-sem-part="progress">
      <span aria-hidden>{label}</span>
      <progress aria-label={label} value={share} max={1} />
    </div>
  );
}
