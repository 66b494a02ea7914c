import * as tables from './unicodeTables.js';

/** A set of code points: the start and the end of each of its ranges, in order. */
export type CodeSet = readonly number[];

export const DROPPED = decode(tables.DROPPED);
export const MARKS = decode(tables.MARKS);
export const MOVED = decode(tables.MOVED);
export const PUNCTUATION = decode(tables.PUNCTUATION);

/** Whether a code point is in a set. */
export function isIn(set: CodeSet, code: number): boolean {
  let [low, high] = [0, set.length]; // the first edge beyond `code` is in between
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((set[middle] as number) > code) high = middle;
    else low = middle + 1;
  }
  return low % 2 === 1 || set[low - 1] === code;
}

function decode(text: string): CodeSet {
  let last = 0;
  return text.split(' ').flatMap((range) => {
    const [distance = 0, more = 0] = range.split('-').map((digits) => Number.parseInt(digits, 36));
    const start = last + distance;
    last = start + more;
    return [start, last];
  });
}
