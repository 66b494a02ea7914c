import { createCombiningMarkFinder } from './combiningMarks.js';
import type { BertNormalizer } from './parseWordPiece.js';
import { DROPPED, isIn, MARKS, MOVED, PUNCTUATION } from './unicode.js';

/**
 * Takes a word, or a mark of punctuation. Its UTF-16 units lie in the text one by one from `start` on, or each from one
 * place to another, if there are `offsets`. Returning true ends the scan.
 */
export type OnWord = (word: string, start: number, offsets: readonly number[] | undefined) => boolean;

/** Finds the words from one place of a text to another that WordPiece looks up. */
export type PreTokenizer = (
  text: string,
  range: { readonly from: number; readonly to: number; readonly offsets: boolean },
  onWord: OnWord,
) => void;

/**
 * BERT's normalizer and pre-tokenizer in one pass, after `BertNormalizer` and `BertPreTokenizer` of the Rust crate
 * `tokenizers`. Characters beyond ASCII are looked at once each and remembered.
 */
export function createPreTokenizer(normalizer: BertNormalizer): PreTokenizer {
  const kinds = asciiKinds(normalizer);
  const normalize = remember((code) => normalizeCharacter(code, normalizer));
  const strips = normalizer.stripAccents;
  const lower = (ascii: string) => (normalizer.lowercase ? ascii.toLowerCase() : ascii);

  return (text, { from, to, offsets: wantsOffsets }, onWord) => {
    const placeOfMark = createCombiningMarkFinder(text);
    let run = -1; // where a run of ASCII letters begins that is not yet in `word`
    let word = ''; // the beginning of a word that is not as it stands in the text
    let offsets: number[] = [];
    let stopped = false;

    function takeRun(end: number): void {
      if (run < 0) return;
      word += lower(text.slice(run, end));
      if (wantsOffsets) for (let i = run; i < end; i += 1) offsets.push(i, i + 1);
      run = -1;
    }

    function takeCharacter(part: string, start: number, end: number): void {
      word += part;
      if (wantsOffsets) for (let i = 0; i < part.length; i += 1) offsets.push(start, end);
    }

    function endWord(end: number): void {
      if (word !== '') {
        takeRun(end);
        stopped ||= onWord(word, 0, wantsOffsets ? offsets : undefined);
        word = '';
        offsets = [];
      } else if (run >= 0) stopped ||= onWord(lower(text.slice(run, end)), run, undefined);
      run = -1;
    }

    for (let i = from; i < to && !stopped; i += 1) {
      const code = text.charCodeAt(i);
      const kind = code < ASCII ? kinds[code] : BEYOND;
      if (kind === LETTER) {
        if (run < 0) run = i;
      } else if (kind === SPACE) endWord(i);
      else if (kind === MARK) {
        endWord(i);
        stopped ||= onWord(text.charAt(i), i, undefined);
      } else {
        takeRun(i);
        if (kind === DROP) continue;
        const point = text.codePointAt(i) as number; // `i` is within the text
        const end = i + (point > 0xffff ? 2 : 1);
        const [first, last] = wantsOffsets && strips && isIn(MOVED, point) ? placeOfMark(i) : [i, end];
        for (const part of normalize(point)) {
          if (part === ' ') endWord(i);
          else takeCharacter(part, first, last);
        }
        i = end - 1;
      }
    }
    if (!stopped) endWord(to);
  };
}

const ASCII = 0x80;
const [LETTER, SPACE, MARK, DROP, BEYOND] = [0, 1, 2, 3, 4] as const;

/** What each ASCII character is. Tab, line feed and carriage return are white space, although they are controls. */
function asciiKinds({ cleanText }: BertNormalizer): Uint8Array {
  return Uint8Array.from({ length: ASCII }, (_, code) => {
    const character = String.fromCharCode(code);
    if (cleanText && isIn(DROPPED, code) && !/[\t\n\r]/.test(character)) return DROP;
    if (WHITE_SPACE.test(character)) return SPACE;
    return /[!-/:-@[-`{-~]/.test(character) ? MARK : LETTER;
  });
}

const WHITE_SPACE = /\p{White_Space}/u;

/** What a character beyond ASCII becomes; spaces part words. A lone surrogate counts as U+FFFD. */
function normalizeCharacter(point: number, normalizer: BertNormalizer): string {
  const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
  const character = String.fromCodePoint(code);
  if (normalizer.cleanText && isIn(DROPPED, code)) return '';
  if (WHITE_SPACE.test(character)) return ' ';
  let parts = [character];
  if (normalizer.stripAccents)
    parts = [...character.normalize('NFD')].filter((part) => !isIn(MARKS, codeOf(part)));
  if (normalizer.lowercase) parts = parts.map((part) => part.toLowerCase());
  const text = parts.map((part) => (standsAlone(part) ? ` ${part} ` : part)).join('');
  return normalizer.handleChineseCharacters && isChinese(code) ? ` ${text} ` : text;
}

function standsAlone(part: string): boolean {
  return isIn(PUNCTUATION, codeOf(part)) || /[!-/:-@[-`{-~]/.test(part);
}

const codeOf = (character: string) => character.codePointAt(0) ?? 0;

/** The CJK Unified Ideographs blocks, as BERT's own code lists them. */
function isChinese(code: number): boolean {
  return CHINESE_BLOCKS.some(([first, last]) => code >= first && code <= last);
}

const CHINESE_BLOCKS: readonly (readonly [number, number])[] = [
  [0x4e00, 0x9fff],
  [0x3400, 0x4dbf],
  [0x20000, 0x2a6df],
  [0x2a700, 0x2b73f],
  [0x2b740, 0x2b81f],
  [0x2b920, 0x2ceaf],
  [0xf900, 0xfaff],
  [0x2f800, 0x2fa1f],
];

function remember(compute: (code: number) => string): (code: number) => string {
  const known = new Map<number, string>();
  return (code) => {
    const found = known.get(code);
    if (found !== undefined) return found;
    const value = compute(code);
    known.set(code, value);
    return value;
  };
}
