import type { HitBase, Span } from '../../engine/index.js';

/** A part of a text: a matching word, the closest passage, or the text between. */
export interface HighlightPart {
  readonly kind: 'mark' | 'passage' | 'plain';
  readonly text: string;
  /** Where it begins in the text. */
  readonly start: number;
}

/**
 * Splits a text into what is to be marked and what is not. Words are marked where words match; the passage only where
 * none does, and only if it is not all of the text. Offsets outside of the text are left out.
 * @param shown The part of the text that is shown, if not all.
 */
export function highlightParts(
  text: string,
  { matches, passage }: Pick<HitBase, 'matches' | 'passage'>,
  shown: Span = { start: 0, end: text.length },
): readonly HighlightPart[] {
  const matching = matches.map(([start, end]) => ({ start, end }));
  const isPart = passage !== undefined && isPartOf(text, passage);
  if (matching.length === 0 && isPart) return split(text, [passage], 'passage', shown);
  return split(text, matching, 'mark', shown);
}

function split(
  text: string,
  spans: readonly Span[],
  kind: 'mark' | 'passage',
  shown: Span,
): readonly HighlightPart[] {
  const parts: HighlightPart[] = [];
  const add = (kind: HighlightPart['kind'], start: number, end: number) => {
    if (end > start) parts.push({ kind, text: text.slice(start, end), start });
  };
  let done = shown.start;
  for (const { start, end } of spans) {
    if (start < done || end > shown.end) continue;
    add('plain', done, start);
    add(kind, start, end);
    done = end;
  }
  add('plain', done, shown.end);
  return parts;
}

export const hasText = (text: string): boolean => text.trim() !== '';

/** Whether more than white space is around a passage: passages leave that out, so one that is the whole text may be shorter. */
export function isPartOf(text: string, { start, end }: Span): boolean {
  return hasText(text.slice(0, start) + text.slice(end));
}
