'use client';

import type { ReactNode } from 'react';
import { mergeProps } from '../hooks/mergeProps.js';
import type { Part } from '../hooks/searchBoxProps.js';
import { useEmbedder } from '../hooks/useEmbedder.js';
import { useSearchParts } from './searchContext.js';

/** What a person waits for before meaning counts: the download of the model, its start, the vectors of the items. */
export function SearchProgress(props: Part<'div'>): ReactNode {
  const { box, strings } = useSearchParts('Progress');
  const embedder = useEmbedder();
  if (box.mode === 'lexical') return null;
  if (embedder.status === 'loading') {
    const { progress } = embedder;
    const share = progress.phase === 'downloading' ? progress.loaded / progress.total : undefined;
    return <Progress label={strings.loading(progress)} share={share} attributes={props} />;
  }
  const { status, embedded: done, items: total } = box.search.indexing;
  if (status !== 'indexing' || done === total) return null;
  return <Progress label={strings.indexing({ done, total })} share={done / total} attributes={props} />;
}

interface ProgressProps {
  readonly label: string;
  /** From 0 to 1; `undefined` when nobody knows how long it takes. */
  readonly share: number | undefined;
  readonly attributes?: Part<'div'>;
}

/** A bar under a label. */
export function Progress({ label, share, attributes = {} }: ProgressProps): ReactNode {
  return (
    <div {...mergeProps(attributes, { 'data-sem-part': 'progress' })}>
      <span aria-hidden>{label}</span>
      <progress aria-label={label} value={share} max={1} />
    </div>
  );
}
