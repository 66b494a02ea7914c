import { FOLDED } from './foldingTable.js';

const PLAIN = /^[a-z0-9]*$/;
/**
 * What does not count: marks of scripts that are read without them (Latin, Greek, Cyrillic, Hebrew, Arabic), the nukta of
 * Devanagari, the tatweel, modifier letters such as the okina, the dot in ŀ, and characters that are not seen.
 */
const DROPPED =
  /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08ca-\u08ff\u093c\ufb1e\p{DI}\s\u00b7\u02b9-\u02bf]+/gu;

const LETTERS: ReadonlyMap<string, string> = new Map(
  FOLDED.split(' ').flatMap((entry) => {
    const [base = '', letters = ''] = entry.split(':');
    return Array.from(letters, (letter) => [letter, base] as const);
  }),
);
/** Letters of the table, and digits that are not ASCII's. */
const OTHERS = new RegExp(`[${[...LETTERS.keys()].join('')}]|[^\\P{Nd}0-9]`, 'gu');
const DIGIT = /\p{Nd}/u;

/**
 * A word as it is compared: by its letters alone. Case (full case folding: ß is ss), compatible forms (NFKC), accents and
 * vowel points, strokes and ligatures of Latin letters, forms of Arabic ones, and scripts of digits do not count. Empty where
 * nothing is left.
 */
export function fold(word: string): string {
  if (PLAIN.test(word)) return word;
  const known = folded.get(word);
  if (known !== undefined) return known;
  const letters = lettersOf(word);
  if (folded.size === MAX_FOLDED) folded.clear();
  if (word.length <= SHORT) folded.set(word, letters);
  return letters;
}

/** Texts repeat their words, and looking one up takes a fourth of the time. */
const folded = new Map<string, string>();
const MAX_FOLDED = 10_000;
/** A part of a text that is longer keeps that text in memory, in V8. */
const SHORT = 12;

function lettersOf(word: string): string {
  const bounded = word.length > LONG ? withoutRuns(word.replace(DROPPED, '')) : word;
  const letters = bounded.normalize('NFKD').replace(DROPPED, '').toLowerCase();
  if (PLAIN.test(letters)) return letters;
  const all = letters.replace(OTHERS, (letter) => LETTERS.get(letter) ?? digitOf(letter));
  return (all.length > LONG ? withoutRuns(all) : all).normalize('NFC');
}

/** Engines sort marks in quadratic time. No script puts more than 30 on a letter (UAX #15, Stream-Safe Text Format). */
const MARKS_THRESHOLD = /(\p{M}{30})\p{M}+/gu;
/** Shorter words cannot have so many. */
const LONG = 30;

function withoutRuns(word: string): string {
  return word.replace(MARKS_THRESHOLD, '$1');
}

/** Digits of a script follow one another, from 0 to 9. */
function digitOf(character: string): string {
  const code = character.codePointAt(0) as number;
  let digits = 0;
  while (DIGIT.test(String.fromCodePoint(code - 1 - digits))) digits += 1;
  return String(digits % 10);
}
