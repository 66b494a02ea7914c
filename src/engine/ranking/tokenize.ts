import { fold } from './fold.js';

/** A word of a text: as it is compared, and where it stands, in UTF-16 units. */
export interface Term {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

/**
 * So much of a word is compared, in UTF-16 units: nobody types a longer one, and one without an end must not take seconds. An
 * index of PostgreSQL takes 2,704 bytes, which is up to three for each unit.
 */
export const MAX_TERM = 200;

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/uy;
/**
 * How a word goes on behind characters that are not seen: soft hyphens, joiners, marks of direction, spaces of no width. Where
 * a word ends they are no part of it.
 */
const JOINED = /\p{DI}+[\p{L}\p{N}\p{M}]+/uy;
const UNSEEN = /\p{DI}/u;
/** Scripts that are written without spaces between words: their words come from a dictionary of the browser's. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u;

let segmenter: Intl.Segmenter | undefined;

/** The words of a text, in order. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  eachTerm(text, (term, start, end) => terms.push({ term, start, end }));
  return terms;
}

/**
 * Calls `visit` for each word of a text, in order, and for the parts of one in camel case (`useSearchIndex`) behind it. Most are
 * plain letters and digits, and cost no regular expression.
 */
export function eachTerm(text: string, visit: (term: string, start: number, end: number) => void): void {
  let at = 0;
  while (at < text.length) {
    let end = at;
    let isCamel = false;
    while (isPlain(text.charCodeAt(end))) {
      if (isHump(text, end, at)) isCamel = true;
      end += 1;
    }
    const next = text.charCodeAt(end); // NaN at the end
    if (next < FIRST_OTHER || Number.isNaN(next)) {
      if (end > at) visit(text.slice(at, Math.min(end, at + MAX_TERM)).toLowerCase(), at, end);
      if (isCamel) visitHumps(text, at, end, visit);
      at = end + 1;
      continue;
    }
    end = wordEnd(text, at);
    if (end > at) visitWord(text.slice(at, end), at, visit);
    else end = at + (text.codePointAt(at) === text.charCodeAt(at) ? 1 : 2);
    at = end;
  }
}

/** How long a text is without characters at its end that are not seen. */
export function seenLength(text: string): number {
  let { length } = text;
  while (length > 0 && UNSEEN.test(text.charAt(length - 1))) length -= 1;
  return length;
}

/** Where the word ends that begins at a place; the place itself if none does. */
function wordEnd(text: string, at: number): number {
  let [end, parts] = [at, WORD];
  do {
    parts.lastIndex = end;
    if (!parts.test(text)) break;
    end = parts.lastIndex;
    parts = JOINED;
  } while (text.charCodeAt(end) >= FIRST_OTHER);
  return end;
}

/** From here on characters are not ASCII. */
const FIRST_OTHER = 0x80;

/** Whether a character is an ASCII letter or digit. */
function isPlain(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

const isLower = (code: number) => code >= 97 && code <= 122;
const isUpper = (code: number) => code >= 65 && code <= 90;
/** A part before capitals is at least as long: siRNA is one word, parseJSON two. */
const MIN_BEFORE_CAPITALS = 3;

/** Whether a part of a word that begins `from` ends before this place. */
function isHump(text: string, at: number, from: number): boolean {
  if (!isUpper(text.charCodeAt(at)) || at === from || !isLower(text.charCodeAt(at - 1))) return false;
  return isLower(text.charCodeAt(at + 1)) || at - from >= MIN_BEFORE_CAPITALS;
}

/** The parts of a word in camel case. */
function visitHumps(
  text: string,
  from: number,
  to: number,
  visit: (term: string, start: number, end: number) => void,
): void {
  let start = from;
  for (let at = from + 1; at <= to; at += 1) {
    if (at < to && !isHump(text, at, start)) continue;
    visit(text.slice(start, Math.min(at, start + MAX_TERM)).toLowerCase(), start, at);
    start = at;
  }
}

/** A word by its first characters: of those that decompose into many, its folded form may be long again. */
function beginningOf(word: string): string {
  return word.length <= MAX_TERM ? word : word.slice(0, MAX_TERM).replace(/[\ud800-\udbff]$/, '');
}

/** Words that do not count at all, such as a lone tatweel, are left out. */
function visitWord(
  word: string,
  at: number,
  visit: (term: string, start: number, end: number) => void,
): void {
  const visitPart = (start: number, end: number) => {
    const term = beginningOf(fold(beginningOf(word.slice(start, end))));
    if (term !== '') visit(term, at + start, at + end);
  };
  if (!UNSPACED.test(word)) visitPart(0, word.length);
  else if (!UNSEEN.test(word)) segmentWords(word, visitPart);
  else segmentSeen(word, visitPart);
}

/** A space of no width ends a word in these scripts. The dictionary must not see what else is not seen. */
function segmentSeen(run: string, visit: (start: number, end: number) => void): void {
  const places: number[] = [];
  let seen = '';
  for (let at = 0; at < run.length; at += 1) {
    const character = run.charAt(at);
    if (character !== '\u200b' && UNSEEN.test(character)) continue;
    places.push(at);
    seen += character;
  }
  segmentWords(seen, (start, end) => visit(places[start] as number, (places[end - 1] as number) + 1));
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
