'use client';

import { mergeProps } from '../../hooks/combobox/mergeProps.js';
import type { Part } from '../../hooks/combobox/searchBoxProps.js';
import { searchPart } from './searchContext.js';
import { outcomeText } from './strings.js';

/** What the search has come to, where that is one of `outcomes`. */
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

/** How many hits there are, when all are there; or that none is close. What is said of it is the root's. */
export const SearchStatus = /* @__PURE__ */ outcomePart('Status', 'count', /^(found|low-)/);

/** That there is nothing: no hits, no items to search, or none yet. */
export const SearchEmpty = /* @__PURE__ */ outcomePart('Empty', 'empty', /^(empty|no-|wait)/);
