import type { BertNormalizer } from './json.js';

/** Splits a text into the words and punctuation marks that WordPiece looks up. */
export type WordSplitter = (text: string) => string[];

/**
 * BERT's normalizer and pre-tokenizer in one, after `BertNormalizer` and `BertPreTokenizer` of the Rust crate
 * `tokenizers`: whatever separates words becomes a space, whatever stands alone gets spaces around it, then the text is
 * split at spaces. Characters beyond ASCII are looked at once each and remembered.
 */
export function createWordSplitter(normalizer: BertNormalizer): WordSplitter {
  const known = new Map<string, string>();

  function normalize(character: string): string {
    const found = known.get(character);
    if (found !== undefined) return found;
    const normalized = normalizeCharacter(character, normalizer);
    known.set(character, normalized);
    return normalized;
  }

  return (text) => {
    let plain = normalizer.cleanText ? text.replace(CONTROL_CHARACTERS, '') : text;
    plain = plain.replace(BEYOND_ASCII, normalize);
    if (normalizer.lowercase) plain = plain.replace(ASCII_UPPER, (letters) => letters.toLowerCase());
    return plain.replace(ASCII_PUNCTUATION, ' $& ').split(SEPARATORS).filter(Boolean);
  };
}

// Tab, line feed and carriage return are white space; the other control characters vanish, and join what they part.
const CONTROL_CHARACTERS = /[^\P{Cc}\t\n\r]/gu;
const ASCII_UPPER = /[A-Z]+/g;
const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/g;
const BEYOND_ASCII = /\P{ASCII}/gu;
const SEPARATORS = /[\t-\r ]+/;

const CONTROL = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufffd]/u; // lone surrogates count as U+FFFD
const WHITE_SPACE = /\p{White_Space}/u;
const NONSPACING_MARK = /\p{Mn}/gu;
const PUNCTUATION = /\p{P}/gu;

function normalizeCharacter(character: string, normalizer: BertNormalizer): string {
  if (normalizer.cleanText && CONTROL.test(character)) return '';
  if (WHITE_SPACE.test(character)) return ' ';
  let text = character;
  if (normalizer.stripAccents) text = text.normalize('NFD').replace(NONSPACING_MARK, '');
  if (normalizer.lowercase) text = Array.from(text, (part) => part.toLowerCase()).join('');
  if (normalizer.handleChineseCharacters && isChinese(character.codePointAt(0) as number)) return ` ${text} `;
  return text.replace(PUNCTUATION, ' $& ');
}

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
