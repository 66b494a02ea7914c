'use client';

import { useEffect, useMemo } from 'react';
import { excerptOf, type HitBase, type SearchHit, type TextSpan } from '../engine/index.js';

/** Which text of a hit is shown. */
export interface HitTextOptions {
  /**
   * The text that was searched, to which the offsets of a hit refer. In another one nothing is marked, and the console
   * says so in development.
   * @default that of the hit, or an item that is a string; what a server found has no text
   */
  readonly text?: string | undefined;
  /**
   * The name of a further text of the item (`fields` of the index) that is shown in place of its text.
   * @default the item's text
   */
  readonly field?: string | undefined;
}

/** A text, and what of it matches. */
export type HitText = Pick<HitBase, 'matches' | 'passage'> & { readonly text: string };

/** The text of a hit with the places that match in it; with none if they are those of another text. */
export function useHitText<T>(hit: SearchHit<T>, { text: given, field }: HitTextOptions): HitText {
  const matches = field === undefined ? hit : hit.fields?.[field];
  const own = matches?.text ?? (field === undefined && typeof hit.item === 'string' ? hit.item : undefined);
  const text = given ?? own;
  const isOther = isOtherText(text, matches);
  useEffect(() => {
    if (isOther) tellOfText(field);
  }, [isOther, field]);
  const passage = field === undefined ? hit.passage : undefined;
  if (!matches || isOther || text === undefined) return { text: text ?? '', matches: [] };
  return { text, matches: matches.matches, ...(passage && { passage }) };
}

/** Not within the hook: the React Compiler cannot compile `import()`. A bundler leaves all of it out in production. */
function tellOfText(field: string | undefined): void {
  try {
    if (process.env.NODE_ENV !== 'production')
      void import('./warnOfText.js').then(
        ({ warnOfText }) => warnOfText(field),
        () => {}, // without a network there is no warning
      );
  } catch {
    // a page without a bundler has no `process`
  }
}

/** Whether a text is another one than was searched, or is missing. */
const isOtherText = (
  text: string | undefined,
  matches: Pick<SearchHit<unknown>, 'text' | 'textLength'> | undefined,
): boolean =>
  text === undefined ||
  (matches?.text ?? text) !== text ||
  (matches?.textLength ?? text.length) !== text.length;

/** The parts of a text to show in place of all of it, see `excerptOf`. */
export function useExcerpt(
  { text, matches, passage }: HitText,
  maxLength: number | undefined,
): readonly TextSpan[] {
  return useMemo(
    () => excerptOf(text, { matches, ...(passage && { passage }) }, maxLength),
    [text, matches, passage, maxLength],
  );
}
