/** A word of a text: as it is compared, and where it stands, in UTF-16 units. */
export interface Term {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/uy;
/** Scripts that are written without spaces between words: their words come from a dictionary of the browser's. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u;
const ACCENTS = /[\u0300-\u036f]/g;

let segmenter: Intl.Segmenter | undefined;

/** The words of a text, in order. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  eachTerm(text, (term, start, end) => terms.push({ term, start, end }));
  return terms;
}

/** Calls `visit` for each word of a text, in order. Most are plain letters and digits, and cost no regular expression. */
export function eachTerm(text: string, visit: (term: string, start: number, end: number) => void): void {
  let at = 0;
  while (at < text.length) {
    let end = at;
    while (isPlain(text.charCodeAt(end))) end += 1;
    const next = text.charCodeAt(end); // NaN at the end
    if (next < FIRST_OTHER || Number.isNaN(next)) {
      if (end > at) visit(text.slice(at, end).toLowerCase(), at, end);
      at = end + 1;
      continue;
    }
    WORD.lastIndex = at;
    const [word] = WORD.exec(text) ?? [];
    if (word === undefined) at += text.codePointAt(at) === text.charCodeAt(at) ? 1 : 2;
    else {
      visitWord(word, at, visit);
      at += word.length;
    }
  }
}

/** From here on characters are not ASCII. */
const FIRST_OTHER = 0x80;

/** Whether a character is an ASCII letter or digit. */
function isPlain(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

function visitWord(
  word: string,
  at: number,
  visit: (term: string, start: number, end: number) => void,
): void {
  if (!UNSPACED.test(word)) visit(fold(word), at, at + word.length);
  else segmentWords(word, (start, end) => visit(fold(word.slice(start, end)), at + start, at + end));
}

/** How much is segmented at once, in UTF-16 units: engines take a time that grows with its square. */
const WINDOW = 512;

/** Calls `visit` for each word of a run without spaces. The last one of a window may go on behind it, so it is read again. */
function segmentWords(run: string, visit: (start: number, end: number) => void): void {
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

/** A word as it is compared: compatible forms (NFKC), case and the accents of European scripts do not count. */
export function fold(word: string): string {
  if (PLAIN.test(word)) return word;
  return word
    .replace(TOO_MANY_MARKS, '$1')
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .toLowerCase();
}

const PLAIN = /^[a-z0-9]*$/;
/** Engines sort marks in quadratic time. No script puts more than 30 on a letter (UAX #15, Stream-Safe Text Format). */
const TOO_MANY_MARKS = /(\p{M}{30})\p{M}+/gu;
