import { segmentWords } from '../utils/segmentWords.js';
import { isHump } from './camelCase.js';
import { fold } from './fold.js';
import { INVISIBLE, segmentSeen } from './segmentSeen.js';

/** A word of a text: as it is compared, and where it stands, in UTF-16 units. */
export interface Term {
  readonly term: string;
  readonly start: number;
  readonly end: number;
  /** Whether it is several words that a text joins by hyphens, in one. They come before it. */
  readonly isJoined?: boolean;
}

/** Is called with each word: as it is compared, where it stands, and whether it is several in one. */
export type VisitTerm = (term: string, start: number, end: number, isJoined: boolean) => void;

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
/** Scripts that are written without spaces between words: their words come from a dictionary of the browser's. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u;

/** The words of a text, in order. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  eachTerm(text, (term, start, end, isJoined) =>
    terms.push(isJoined ? { term, start, end, isJoined } : { term, start, end }),
  );
  return terms;
}

/**
 * Calls `visit` for each word of a text, in order; for the parts of one in camel case (`useSearchIndex`) behind it; and behind
 * short ones that hyphens join (`e-mail`) for all of them in one. Most are plain letters and digits, and cost no regular
 * expression.
 */
export function eachTerm(text: string, visit: VisitTerm): void {
  const joiner = new Joiner(text, visit);
  let at = 0;
  while (at < text.length) {
    let end = at;
    let hasCapitals = false;
    while (isPlain(text.charCodeAt(end))) {
      if (end > at && isUpperCode(text.charCodeAt(end))) hasCapitals = true;
      end += 1;
    }
    const next = text.charCodeAt(end); // NaN at the end
    if (next < FIRST_OTHER || Number.isNaN(next)) {
      if (end > at) {
        joiner.see(at, end);
        visit(text.slice(at, Math.min(end, at + MAX_TERM)).toLowerCase(), at, end, false);
        if (hasCapitals) visitHumps(text, at, end, visit);
      }
      at = end + 1;
      continue;
    }
    end = wordEnd(text, at);
    if (end > at) {
      joiner.see(at, end);
      visitWord(text, at, end, visit);
    } else end = at + (text.codePointAt(at) === text.charCodeAt(at) ? 1 : 2);
    at = end;
  }
  joiner.end();
}

/** How long a text is without characters at its end that are not seen. */
export function visibleLength(text: string): number {
  let { length } = text;
  while (length > 0 && INVISIBLE.test(text.charAt(length - 1))) length -= 1;
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

const isUpperCode = (code: number) => code >= 65 && code <= 90;

/** The parts of a word in camel case, if it has several. */
function visitHumps(text: string, from: number, to: number, visit: VisitTerm): void {
  let start = from;
  for (let at = from + 1; at <= to; at += 1) {
    if (at < to ? !isHump(text, at, start, to) : start === from) continue;
    const term = foldedBeginning(text.slice(start, at));
    if (term !== '') visit(term, start, at, false);
    start = at;
  }
}

/** A word by its first characters: of those that decompose into many, its folded form may be long again. */
function beginningOf(word: string): string {
  return word.length <= MAX_TERM ? word : word.slice(0, MAX_TERM).replace(/[\ud800-\udbff]$/, '');
}

function foldedBeginning(word: string): string {
  return beginningOf(fold(beginningOf(word).toLowerCase()));
}

const CAMEL = /\p{L}\p{Lu}/u;

/** Words that do not count at all, such as a lone tatweel, are left out. */
function visitWord(text: string, from: number, to: number, visit: VisitTerm): void {
  const word = text.slice(from, to);
  const visitPart = (start: number, end: number) => {
    const term = beginningOf(fold(beginningOf(word.slice(start, end))));
    if (term !== '') visit(term, from + start, from + end, false);
  };
  if (!UNSPACED.test(word)) {
    visitPart(0, word.length);
    if (CAMEL.test(word)) visitHumps(text, from, to, visit);
  } else if (!INVISIBLE.test(word)) segmentWords(word, visitPart);
  else segmentSeen(word, visitPart);
}

/** From so many letters on, a word is found as one of two that a query writes in one. */
const MIN_PART = 3;
/** Longer ones are not read in one. */
const MAX_JOINED = 40;
const HYPHENS = /[-\u2010\u2011."'\u05f3\u05f4\u2019\u201d]/g;
const FULL_STOP = 0x2e;
/** Hebrew writes them into abbreviations (צה״ל) and behind a letter for another sound (ג׳), with what a keyboard has. */
const GERESHES = [0x22, 0x27, 0x5f3, 0x5f4, 0x2019, 0x201d];
const IN_HEBREW = /^\p{sc=Hebr}.\p{sc=Hebr}$/u;
const isHyphen = (code: number) => code === 0x2d || code === 0x2010 || code === 0x2011;

/** Puts words together that hyphens join, if one of them is short (`e-mail`, `wi-fi`), initials (`U.S.A.`), and Hebrew acronyms. */
class Joiner {
  readonly #text: string;
  readonly #visit: VisitTerm;
  /** Where the chain begins, its last word begins, and it ends. */
  #start = 0;
  #last = 0;
  #end = 0;
  #hasShort = false;

  constructor(text: string, visit: VisitTerm) {
    [this.#text, this.#visit] = [text, visit];
  }

  /** The next word, before it is visited. */
  see(start: number, end: number): void {
    if (start !== this.#end + 1 || !this.#goesOn(start, end)) {
      this.end();
      [this.#start, this.#hasShort] = [start, false];
    }
    [this.#last, this.#end] = [start, end];
    if (end - start < MIN_PART) this.#hasShort = true;
  }

  /** The last one of a chain was visited. */
  end(): void {
    if (!this.#hasShort || this.#last === this.#start || this.#end - this.#start > MAX_JOINED) return;
    const joined = this.#text.slice(this.#start, this.#end).replace(HYPHENS, '');
    if (!/\p{L}/u.test(joined) || UNSPACED.test(joined)) return;
    const term = foldedBeginning(joined);
    if (term !== '') this.#visit(term, this.#start, this.#end, true);
  }

  #goesOn(start: number, end: number): boolean {
    const between = this.#text.charCodeAt(this.#end);
    if (isHyphen(between)) return true;
    if (GERESHES.includes(between)) return IN_HEBREW.test(this.#text.slice(this.#end - 1, start + 1));
    if (between !== FULL_STOP || end - start !== 1 || this.#end - this.#last !== 1) return false;
    return /^\p{L}\.\p{L}$/u.test(this.#text.slice(this.#last, end));
  }
}
