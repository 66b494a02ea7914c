'use client';

import type { ReactNode } from 'react';
import { mergeProps } from '../../hooks/combobox/mergeProps.js';
import type { Part } from '../../hooks/combobox/searchBoxProps.js';
import { withRef } from '../shared/withRef.js';
import { useSearchParts } from './searchContext.js';
import { outcomeText } from './strings.js';

/** How many hits there are, when all are there; or that none is close. What is said of it is the root's. */
export const SearchStatus = /* @__PURE__ */ withRef(function SearchStatus(props: Part<'div'>): ReactNode {
  const { box, strings } = useSearchParts('Status');
  if (box.outcome !== 'found' && box.outcome !== 'far') return null;
  return (
    <div {...mergeProps(props, { 'data-sem-part': 'count' })}>
      {props.children ?? outcomeText(box, strings)}
    </div>
  );
});

/** That there is nothing: no hits, or no items to search. */
export const SearchEmpty = /* @__PURE__ */ withRef(function SearchEmpty(props: Part<'div'>): ReactNode {
  const { box, strings } = useSearchParts('Empty');
  if (box.outcome !== 'empty' && box.outcome !== 'no-items') return null;
  return (
    <div {...mergeProps(props, { 'data-sem-part': 'empty' })}>
      {props.children ?? outcomeText(box, strings)}
    </div>
  );
});
