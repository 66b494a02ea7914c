import type { TextSpan } from '../../engine/index.js';

export const hasText = (text: string): boolean => text.trim() !== '';

/** Whether more than white space is around a passage: passages leave that out, so one that is the whole text may be shorter. */
export function isPartOf(text: string, { start, end }: TextSpan): boolean {
  return hasText(text.slice(0, start) + text.slice(end));
}
