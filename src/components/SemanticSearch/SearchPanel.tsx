'use client';

import type { ReactNode } from 'react';
import type { Part } from '../../hooks/combobox/searchBoxProps.js';
import { withRef } from '../shared/withRef.js';
import { useSearchParts } from './searchContext.js';

/** What holds the hits and what is said of them: the popover, or a part of the page or of the dialog. */
export const SearchPanel = /* @__PURE__ */ withRef(function SearchPanel(props: Part<'div'>): ReactNode {
  const { box } = useSearchParts('Panel');
  return <div {...box.getPanelProps(props)} />;
});

/** Lines in the place of hits, while there is nothing at all to show yet. */
export function SearchSkeleton(): ReactNode {
  const { box } = useSearchParts('Skeleton');
  if (!box.search.isPending || box.hits.length > 0) return null;
  return (
    <div aria-hidden data-sem-part="skeleton">
      <span />
      <span />
      <span />
    </div>
  );
}
