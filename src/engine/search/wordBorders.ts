/** How far from a place a border between words is looked for, in UTF-16 units. Longer words are cut between characters. */
const REACH = 64;

let words: Intl.Segmenter | undefined;
let characters: Intl.Segmenter | undefined;

/** Where the first word begins at or behind a place, at most at `last`, where one does. */
export function wordStartFrom(text: string, at: number, last: number): number {
  const from = Math.max(0, at - REACH);
  words ??= new Intl.Segmenter('en', { granularity: 'word' });
  for (const { index, isWordLike } of words.segment(text.slice(from, Math.min(last, at + REACH) + 1))) {
    const start = from + index;
    if (isWordLike && start >= at && start <= last) return start;
  }
  return last;
}

/** Where the last word ends at or before a place; `first` if none ends behind that. */
export function wordEndBefore(text: string, at: number, first: number): number {
  const from = Math.max(first, at - REACH);
  words ??= new Intl.Segmenter('en', { granularity: 'word' });
  let end = first;
  for (const { index, segment, isWordLike } of words.segment(text.slice(from, at + REACH))) {
    const next = from + index + segment.length;
    if (isWordLike && next <= at) end = next;
  }
  return end;
}

/** The last place between two characters (graphemes), at or before a place; `first` if there is none behind that. */
export function characterEndBefore(text: string, at: number, first: number): number {
  const from = Math.max(first, at - REACH);
  characters ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let end = first;
  for (const { index } of characters.segment(text.slice(from, at + REACH)))
    if (from + index <= at) end = Math.max(from + index, first);
  return end;
}
