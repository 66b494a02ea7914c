'use client';

import type { ReactNode } from 'react';
import type { ElementProps } from '../../hooks/combobox/searchBoxProps.js';
import { useStateOf } from '../../hooks/useEmbedder.js';
import { useSearchIndexState } from '../../hooks/useSearchIndexState.js';
import { Progress } from '../shared/Progress.js';
import { useStalled } from '../shared/useStalled.js';
import { withRef } from '../shared/withRef.js';
import { useSearchParts } from './searchContext.js';

/** The progress until search by meaning is ready: the download of the model, its start, the vectors of the items. */
export const SearchProgress = /* @__PURE__ */ withRef(function SearchProgress(
  props: ElementProps<'div'>,
): ReactNode {
  const { box, strings } = useSearchParts('Progress');
  const embedder = useStateOf(box.search.embedder);
  const isStalled = useStalled(embedder);
  const {
    status,
    embedded,
    items: total,
    progress = embedded / total,
  } = useSearchIndexState(box.search.index);
  const isIndexing = status === 'indexing' && embedded < total;
  const loading = embedder.status === 'loading' ? embedder.progress : undefined;
  if (box.mode === 'lexical' || !(loading || isIndexing)) return null;
  const [label, share] = loading
    ? [
        isStalled ? strings.stalled : strings.loading(loading),
        loading.phase === 'downloading' ? loading.loaded / loading.total : undefined,
      ]
    : [strings.indexing({ done: Math.floor(progress * total), total }), progress];
  return (
    <>
      <Progress label={label} share={share} attributes={props} />
      {isStalled && (
        <button type="button" data-sem-part="cancel" onClick={() => box.search.embedder.cancelLoad()}>
          {strings.cancel}
        </button>
      )}
    </>
  );
});
