'use client';

import type { ElementProps } from '../../hooks/combobox/searchBoxProps.js';
import { mergeProps } from '../../hooks/props/mergeProps.js';
import { Lines } from '../shared/Lines.js';
import { searchPart } from './searchContext.js';
import { outcomeText } from './strings.js';

/** What a search has come to: beside hits, or where there are none. */
const outcomePart = (name: string, part: string, isOfHits: boolean) =>
  searchPart(name, ({ box, strings }, props: ElementProps<'div'>) => {
    const text = outcomeText(box, strings);
    if (text === '' || isOfHits !== box.hits.length > 0) return null;
    const isNotice = box.outcome === 'low-relevance';
    return (
      <div {...mergeProps(props, { 'data-sem-part': isNotice ? 'notice' : part })}>
        {props.children ?? (isNotice || !isOfHits ? <Lines text={text} /> : text)}
      </div>
    );
  });

/** A button behind the hits that shows more of them, while there are more. */
export const SearchMore = /* @__PURE__ */ searchPart(
  'More',
  ({ box, strings }, props: ElementProps<'button'>) =>
    box.canShowMore ? (
      <button
        {...mergeProps(props, { type: 'button', 'data-sem-part': 'more', onClick: box.showMore } as const)}
      >
        {props.children ?? strings.more}
      </button>
    ) : null,
);

/**
 * The number of hits, once the result is complete; or a notice that none is close, for above the hits. Announcements are made by
 * the root.
 */
export const SearchStatus = /* @__PURE__ */ outcomePart('Status', 'count', true);

/** The empty state: no hits, no items to search, or items that are not there yet. */
export const SearchEmpty = /* @__PURE__ */ outcomePart('Empty', 'empty', false);
