'use client';

import { Fragment, type ReactNode, useContext } from 'react';
import type { SearchHit, TextSpan } from '../engine/index.js';
import { mergeProps } from '../hooks/props/mergeProps.js';
import { type HitText, type HitTextOptions, useExcerpt, useHitText } from '../hooks/useHitText.js';
import { SearchContext } from './SemanticSearch/searchContext.js';
import { englishStrings } from './SemanticSearch/strings.js';
import { hasText, isPartOf } from './shared/isPartOf.js';
import { Marked } from './shared/Marked.js';

/** Props of {@link Excerpt}: also attributes of its element, a `<span>`. */
export interface ExcerptProps<T> extends HitTextOptions {
  readonly hit: SearchHit<T>;
  /**
   * How many characters it has at most, in UTF-16 units.
   * @default 200
   */
  readonly maxLength?: number | undefined;
  readonly className?: string | undefined;
}

/**
 * The part of a long text for which it was found: what stands around the words that match, which are marked; or else the closest
 * passage, with an icon in front of it; or else the beginning. Cut where words end, with an ellipsis. A short text is shown whole.
 */
export function Excerpt<T>({ hit, text: given, field, maxLength, ...props }: ExcerptProps<T>): ReactNode {
  const strings = useContext(SearchContext)?.strings ?? englishStrings;
  const found = useHitText(hit, { text: given, field });
  const spans = useExcerpt(found, maxLength);
  const isPassage = isPartOfPassage(found, spans);
  return (
    <span {...mergeProps(props, { 'data-sem-part': 'item-excerpt', dir: 'auto' })}>
      {isPassage && (
        <span role="img" aria-label={strings.closestPassage} data-sem-part="passage-icon">
          {'≈ '}
        </span>
      )}
      {spans.map((span, i) => (
        <Fragment key={span.start}>
          {hasText(found.text.slice(0, span.start)) && '… '}
          <Marked text={found.text} found={isPassage ? NO_MATCHES : found} shown={span} />
          {hasText(found.text.slice(span.end)) && (i < spans.length - 1 ? ' ' : ' …')}
        </Fragment>
      ))}
    </span>
  );
}

const NO_MATCHES = { matches: [] };

/** Whether all that is shown belongs to the closest passage, and is not all of the text. */
function isPartOfPassage({ text, matches, passage }: HitText, spans: readonly TextSpan[]) {
  const [span] = spans;
  const isOfMeaning = span && passage && matches.length === 0;
  return isOfMeaning && span.start >= passage.start && span.end <= passage.end && isPartOf(text, span);
}
