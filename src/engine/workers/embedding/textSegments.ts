/** A text is split alike wherever that is done. */
const LOCALE = 'en';

type Granularity = 'sentence' | 'word' | 'grapheme';

/** How much of a text is segmented at once, in UTF-16 units: some engines copy all of it for each segment. */
const WINDOW = 1_024;

/** The ends of a text's segments from one offset to another. */
export function segmentEnds(text: string, granularity: Granularity, from: number, to: number): number[] {
  const segmenter = new Intl.Segmenter(LOCALE, { granularity });
  const ends: number[] = [];
  for (let start = from, size = WINDOW; start < to; ) {
    const end = Math.min(start + size, to);
    const found = Array.from(
      segmenter.segment(text.slice(start, end)),
      ({ index, segment }) => start + index + segment.length,
    );
    if (end < to) found.pop(); // it may go on behind the window
    for (const offset of found) ends.push(offset);
    size = found.length > 0 ? WINDOW : 2 * size;
    start = found.at(-1) ?? start;
  }
  return ends;
}

interface RefineOptions {
  readonly from: number;
  readonly room: number;
  readonly before: (offset: number) => number;
  readonly granularity?: Granularity;
}

/** `ends`, and within segments that do not fit those of their words, and of the graphemes of words that do not fit. */
export function refine(text: string, ends: readonly number[], options: RefineOptions): readonly number[] {
  const { from, room, before, granularity = 'word' } = options;
  return ends.flatMap((end, i) => {
    const start = i === 0 ? from : (ends[i - 1] as number);
    if (before(end) - before(start) <= room) return end;
    const inner = segmentEnds(text, granularity, start, end);
    if (granularity === 'grapheme') return inner;
    return refine(text, inner, { ...options, from: start, granularity: 'grapheme' });
  });
}

/** The part from one offset to another, without white space at its ends; undefined if nothing is left. */
export function trim(text: string, start: number, end: number): { start: number; end: number } | undefined {
  const part = text.slice(start, end);
  const trimmed = part.trim();
  if (trimmed === '') return undefined;
  const lead = part.length - part.trimStart().length;
  return { start: start + lead, end: start + lead + trimmed.length };
}

/** The first index in a sorted list whose value is far enough, or the length if none is. */
export function firstIndex(sorted: readonly number[], isFarEnough: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isFarEnough(sorted[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
