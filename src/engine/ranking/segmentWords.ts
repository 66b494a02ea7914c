// Words of scripts that write none between them, such as Chinese, Japanese and Thai.

/** Characters that are not seen. */
export const INVISIBLE = /\p{DI}/u;

let segmenter: Intl.Segmenter | undefined;

/** A space of no width ends a word in these scripts. The dictionary must not see what else is not seen. */
export function segmentSeen(run: string, visit: (start: number, end: number) => void): void {
  const offsets: number[] = [];
  let seen = '';
  for (let at = 0; at < run.length; at += 1) {
    const character = run.charAt(at);
    if (character !== '\u200b' && INVISIBLE.test(character)) continue;
    offsets.push(at);
    seen += character;
  }
  segmentWords(seen, (start, end) => visit(offsets[start] as number, (offsets[end - 1] as number) + 1));
}

/** How much is segmented at once, in UTF-16 units: engines take a time that grows with its square. */
const WINDOW = 512;

/** Calls `visit` for each word of a run without spaces. The last one of a window may go on behind it, so it is read again. */
export function segmentWords(run: string, visit: (start: number, end: number) => void): void {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' });
  for (let start = 0; start < run.length; ) {
    const part = run.slice(start, start + WINDOW);
    const isLast = start + part.length === run.length;
    const ends = Array.from(segmenter.segment(part), ({ index, segment }) => index + segment.length);
    if (!isLast && ends.length > 1) ends.pop();
    let from = 0;
    for (const end of ends) {
      visit(start + from, start + end);
      from = end;
    }
    start += from;
  }
}
