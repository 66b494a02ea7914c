'use client';

import { mergeProps } from '../../hooks/combobox/mergeProps.js';
import type { Part } from '../../hooks/combobox/searchBoxProps.js';
import { searchPart } from './searchContext.js';
import { outcomeText } from './strings.js';

/** A part that is rendered only for some outcomes of a search. */
const outcomePart = (name: string, part: string, outcomes: RegExp) =>
  searchPart(name, ({ box, strings }, props: Part<'div'>) =>
    outcomes.test(box.outcome) ? (
      <div {...mergeProps(props, { 'data-sem-part': part })}>
        {props.children ?? outcomeText(box, strings)}
      </div>
    ) : null,
  );

/** A button behind the hits that shows more of them, while there are more. */
export const SearchMore = /* @__PURE__ */ searchPart('More', ({ box, strings }, props: Part<'button'>) =>
  box.canShowMore ? (
    <button
      {...mergeProps(props, { type: 'button', 'data-sem-part': 'more', onClick: box.showMore } as const)}
    >
      {props.children ?? strings.more}
    </button>
  ) : null,
);

/** The number of hits, once the result is complete; or that none is close. Announcements are made by the root. */
export const SearchStatus = /* @__PURE__ */ outcomePart('Status', 'count', /^(found|low-)/);

/** The empty state: no hits, no items to search, or items that are not there yet. */
export const SearchEmpty = /* @__PURE__ */ outcomePart('Empty', 'empty', /^(empty|no-|wait)/);
