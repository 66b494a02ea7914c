import type { HitBase, TextSpan } from './resultTypes.js';
import { characterEndBefore, wordEndBefore, wordStartFrom } from './wordBorders.js';

type Match = HitBase['matches'][number];

/** As long as an excerpt is unless the caller says otherwise, in UTF-16 units. */
export const EXCERPT_LENGTH = 200;
/** An excerpt has so many parts at most: more are a heap of scraps. */
const MAX_PARTS = 3;
/** What stands where a text is cut, and around a part: an ellipsis and a space. */
const CUT_LENGTH = 2;
/** The share of what is left of a part that stands before its words. */
const LEAD = 0.4;

/**
 * What is shown of a long text: the parts around the words that match, those with the most different words; else the closest
 * passage; else the beginning. In order, cut where words end. Together with an ellipsis at each cut they have at most
 * `maxLength` UTF-16 units, unless one word has more. A text that is no longer is one part.
 */
export function excerptOf(
  text: string,
  { matches, passage }: Pick<HitBase, 'matches' | 'passage'>,
  maxLength: number = EXCERPT_LENGTH,
): readonly TextSpan[] {
  const whole = trimmed(text, { start: 0, end: text.length });
  if (whole.end - whole.start <= maxLength) return [whole];
  const within = matches.filter(([start, end]) => start >= whole.start && end <= whole.end && start < end);
  if (within.length > 0) return aroundWords(text, whole, within, maxLength);
  const isInside = passage && passage.start < passage.end && passage.end <= text.length;
  return [beginningOf(text, isInside ? trimmed(text, passage) : whole, maxLength - 2 * CUT_LENGTH)];
}

function beginningOf(text: string, { start, end }: TextSpan, length: number): TextSpan {
  if (end - start <= length) return { start, end };
  const wordEnd = wordEndBefore(text, start + length, start);
  return { start, end: wordEnd > start ? wordEnd : characterEndBefore(text, start + length, start) };
}

function aroundWords(
  text: string,
  whole: TextSpan,
  matches: readonly Match[],
  maxLength: number,
): readonly TextSpan[] {
  let best: Cover = { windows: [], words: 0 };
  const wanted = new Set(matches.map((match) => wordAt(text, match))).size;
  for (let parts = 1; parts <= MAX_PARTS && best.words < wanted; parts += 1) {
    const size = sizeOf(maxLength, parts);
    const next = cover(text, matches, parts, size);
    if (next.words > best.words) best = next;
  }
  const size = sizeOf(maxLength, best.windows.length);
  const parts = best.windows.map((window) => widened(text, whole, window, size));
  return joined(
    text,
    parts.toSorted((a, b) => a.start - b.start),
  );
}

const sizeOf = (maxLength: number, parts: number) => Math.floor(maxLength / parts) - 2 * CUT_LENGTH;

const wordAt = (text: string, [start, end]: Match) => text.slice(start, end).toLowerCase();

/** Windows, and how many different words are in them. */
interface Cover {
  readonly windows: readonly TextSpan[];
  readonly words: number;
}

/** Windows of a size, each with the most words that those before it have not. */
function cover(text: string, matches: readonly Match[], count: number, size: number): Cover {
  const seen = new Set<string>();
  const windows: TextSpan[] = [];
  while (windows.length < count) {
    const window = bestWindow(text, matches, seen, size);
    if (!window) break;
    windows.push(window);
    for (const match of matches) if (isIn(match, window)) seen.add(wordAt(text, match));
  }
  return { windows, words: seen.size };
}

const isIn = ([start, end]: Match, window: TextSpan) => start >= window.start && end <= window.end;

/** From match to match, the window with the most different words that are not `seen`; the first of equal ones. */
function bestWindow(
  text: string,
  matches: readonly Match[],
  seen: ReadonlySet<string>,
  size: number,
): TextSpan | undefined {
  const counts = new Map<string, number>();
  let [most, found, first]: [number, TextSpan | undefined, number] = [0, undefined, 0];
  for (const match of matches) {
    const word = wordAt(text, match);
    if (seen.has(word)) continue;
    counts.set(word, (counts.get(word) ?? 0) + 1);
    for (let start = matches[first] as Match; match[1] - start[0] > size && start !== match; ) {
      forget(counts, wordAt(text, start));
      first += 1;
      start = matches[first] as Match; // `match` is behind it
    }
    if (counts.size <= most) continue;
    most = counts.size;
    found = { start: firstNew(text, matches, seen, first), end: match[1] };
  }
  return found;
}

/** Where the first match of a window begins that is new. */
function firstNew(text: string, matches: readonly Match[], seen: ReadonlySet<string>, from: number): number {
  for (const match of matches.slice(from)) if (!seen.has(wordAt(text, match))) return match[0];
  return (matches[from] as Match)[0];
}

function forget(counts: Map<string, number>, word: string): void {
  const count = counts.get(word) ?? 0;
  if (count > 1) counts.set(word, count - 1);
  else counts.delete(word);
}

/** A window with what stands around it, cut where words begin and end. */
function widened(text: string, whole: TextSpan, { start, end }: TextSpan, size: number): TextSpan {
  const spare = Math.max(size - (end - start), 0);
  const before = Math.min(Math.max(Math.floor(spare * LEAD), spare - (whole.end - end)), start - whole.start);
  const from = start - before;
  const to = Math.min(end + spare - before, whole.end);
  return {
    start: from <= whole.start ? whole.start : wordStartFrom(text, from, start),
    end: to >= whole.end ? whole.end : wordEndBefore(text, to, end),
  };
}

/** Parts that touch, or have only white space between them, are one. */
function joined(text: string, parts: readonly TextSpan[]): readonly TextSpan[] {
  const together: TextSpan[] = [];
  for (const part of parts) {
    const last = together.at(-1);
    if (last && text.slice(last.end, part.start).trim() === '')
      together[together.length - 1] = { start: last.start, end: Math.max(last.end, part.end) };
    else together.push(part);
  }
  return together;
}

/** A part of a text without the white space around it. */
function trimmed(text: string, { start, end }: TextSpan): TextSpan {
  const part = text.slice(start, end);
  const from = start + part.length - part.trimStart().length;
  return { start: from, end: Math.max(start + part.trimEnd().length, from) };
}
