let segmenter: Intl.Segmenter | undefined;

/** How much is segmented at once, in UTF-16 units: engines take a time that grows with its square. */
const WINDOW = 512;

/**
 * Calls `visit` for each word of a text by the browser's dictionary, and for what stands between words. The last one of a
 * window may go on behind it, so it is read again; one that is longer than a window is several.
 */
export function segmentWords(text: string, visit: (start: number, end: number) => void): void {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' });
  for (let start = 0; start < text.length; ) {
    const part = text.slice(start, start + WINDOW);
    const isLast = start + part.length === text.length;
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
