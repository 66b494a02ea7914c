import { isIn, MARKS, MOVED } from './unicode.js';

/** Where a mark lies in a text, in UTF-16 units. */
export type Offsets = readonly [start: number, end: number];

/** A longer run of marks is not a string, and sorting it could take long. */
const MAX_RUN_LENGTH = 1_000;

/**
 * Tells where in a text the crate says that the marks lie which stripping accents keeps. In a run of marks, canonical order
 * (Unicode, section 3.11) may move one; it then takes the offsets of the one that stood where it goes. Which of several
 * stored ones goes where cannot be seen: no vocabulary of the fast path has any.
 * @returns the offsets of the mark at `start`, for starts that only grow
 */
export function createCombiningMarkFinder(text: string): (start: number) => Offsets {
  let run: { readonly end: number; readonly offsets: ReadonlyMap<number, Offsets> } = {
    end: 0,
    offsets: new Map(),
  };
  return (start) => {
    if (start >= run.end) run = findRun(text, start);
    return run.offsets.get(start) ?? [start, start + sizeAt(text, start)];
  };
}

/** The run of marks around an offset, and where each goes. */
function findRun(text: string, at: number): { end: number; offsets: ReadonlyMap<number, Offsets> } {
  let start = at;
  for (let before = start - 1; before >= 0; before = start - 1) {
    if (before > 0 && sizeAt(text, before - 1) === 2) before -= 1;
    if (!isMark(text, before) || at - start > MAX_RUN_LENGTH) break;
    start = before;
  }
  let end = at;
  while (end < text.length && isMark(text, end)) end += sizeAt(text, end);
  const offsets = end - start > MAX_RUN_LENGTH ? new Map() : sortedOffsets(text.slice(start, end), start);
  return { end, offsets };
}

/** The offsets of the stored marks of a run, as their order is when all are sorted. */
function sortedOffsets(run: string, offset: number): ReadonlyMap<number, Offsets> {
  const starts: number[] = [];
  for (let i = 0; i < run.length; i += sizeAt(run, i)) starts.push(i);
  const isKept = (mark: string) => isIn(MOVED, mark.codePointAt(0) ?? 0);
  const stored = starts.filter((start) => isIn(MOVED, run.codePointAt(start) ?? 0));
  const sorted = [...run.normalize('NFD')].flatMap((mark, i) => (isKept(mark) ? i : []));
  return new Map(
    stored.map((start, i) => {
      const source = starts[sorted[i] ?? 0] ?? start;
      return [offset + start, [offset + source, offset + source + sizeAt(run, source)]];
    }),
  );
}

function isMark(text: string, at: number): boolean {
  const code = text.codePointAt(at) as number; // `at` is within the text
  return isIn(MARKS, code) || isIn(MOVED, code);
}

/** In UTF-16 units. */
function sizeAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
