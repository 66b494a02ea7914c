// The texts that npm run test:tokenizers compares on, in groups.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readScifact, readStsb } from '../../tools/datasets.mjs';
import { randomTexts } from '../../tools/random.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
export const SHARED = resolve(ROOT, '../shared');

/** Texts of our own that have been trouble somewhere. */
const HARD = [
  '',
  ' ',
  '  ',
  '\n',
  'a'.repeat(100),
  'a'.repeat(101),
  'a'.repeat(50_000),
  '你好世界',
  'e\u0301\u0302\u0303',
  '\u{20000}\u{2A6D6} ext B',
  '👨‍👩‍👧 fam 🇫🇷 👍🏽',
  'a\u0000b\u0001c\u200be\u00adf\ufeffg\ufffdh',
  'tab\tnl\ncr\r\nnbsp\u00a0ideo\u3000ls\u2028nel\u0085vt\u000bff\u000cfs\u001c',
  'x[SEP]y',
  ' [MASK] ',
  '[CLS][CLS]',
  '[CLS] hi [SEP] there [MASK] [PAD] [UNK]',
  '<s> x </s> <pad><mask> y <unk>',
  '[[MASK]] [mask] [ MASK ]',
  'İstanbul I\u0307 ı ß ẞ Σσς ΟΔΟΣ ﬁ ＡＢ Ⅷ ǅ 𐐀',
  "don't can't ’s I'll we're",
  '1,000,000 3.14 1e-5 ½ ²',
  '\u1100\u1161\u11a8 한국어',
  'العَرَبِيَّة',
  'हिन्दी',
  'ภาษาไทย',
  ' '.repeat(3000),
  '\n'.repeat(3000),
  'ab '.repeat(3000),
  '!'.repeat(3000),
  '1'.repeat(3000),
  '\t \t '.repeat(500),
  'x  y   z    ',
  '\u00a0\u00a0 a \u3000 b',
  '▁under▁score ▁ ',
  '   lead',
  'trail   ',
  'a\u0301'.repeat(1000),
  '\u0301'.repeat(1000),
  '\ufffd',
  'a\ufffdb',
  '\ud800',
  'a\udc00b\ud800',
  '≠ ≮ \u037e \u1fef',
  '\u302e\u{1d165}\u{1d16d}x',
  '\u0344a',
  'naïve café Ünïcödé',
  'a##b ## #',
  '中a文b 豈更',
];

/** Added tokens among others, and beside what joins or parts them. */
const ADDED = [
  '[CLS]',
  '[SEP]',
  '[MASK]',
  '[PAD]',
  '[UNK]',
  '<mask>',
  '<s>',
  '</s>',
  '<|endoftext|>',
].flatMap((token) =>
  ['', ' ', '  ', 'a', '.', '中', '\u0301', '\u200b', '[', ']', '<', '\n'].flatMap((left) =>
    ['', ' ', 'b', '!', '文', '\u0301', '[', token].map((right) => `${left}${token}${right}`),
  ),
);

/**
 * All groups, and the names of those that are not here.
 * @returns {{ groups: Record<string, readonly string[]>, missing: string[] }}
 */
export function collectTexts() {
  /** @type {Record<string, readonly string[]>} */
  const groups = {
    'code-points': codePoints().map((character) => `x${character}b`),
    hard: HARD,
    added: ADDED,
    random: randomTexts(100_000, 20_261_125),
  };
  const missing = [];
  for (const [name, read] of Object.entries(SHARED_GROUPS)) {
    if (existsSync(SHARED)) groups[name] = read();
    else missing.push(name);
  }
  const corpora = ['published', 'scifact', 'stsb', 'banking', 'react-docs', 'emoji'].flatMap(
    (name) => groups[name] ?? [],
  );
  groups.sample = corpora.filter((_, i) => i % 6 === 0);
  const long = [groups.scifact ?? [], groups.hard ?? []].flatMap((texts) =>
    texts.filter(({ length }) => length > 900),
  );
  groups.cut = [...HARD.filter(({ length }) => length < 300), ...long.slice(0, 16)];
  return { groups, missing };
}

/**
 * A text with U+FFFD for lone surrogates, which Python's texts cannot have.
 * @param {string} text
 */
export function wellFormed(text) {
  return Buffer.from(text).toString();
}

/** U+0000 to U+2FFFF, lone surrogates among them. */
function codePoints() {
  return Array.from({ length: 0x30000 }, (_, code) => String.fromCodePoint(code));
}

const data = join(SHARED, 'data');

/** @type {Record<string, () => readonly string[]>} */
const SHARED_GROUPS = {
  published: () =>
    readdirSync(join(SHARED, 'refs'))
      .filter((file) => file.includes('tokenizer') || file.startsWith('squad'))
      .flatMap((file) => stringsIn(JSON.parse(readFileSync(join(SHARED, 'refs', file), 'utf8')))),
  scifact: () => readScifact(data).documents.map(({ text }) => text),
  stsb: () => /** @type {const} */ (['dev', 'test']).flatMap((part) => readStsb(data, part).texts),
  banking: () =>
    ['train', 'test'].flatMap((part) =>
      readFileSync(join(data, `banking77/${part}.csv`), 'utf8').split('\n'),
    ),
  'react-docs': () =>
    readdirSync(join(data, 'react-docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) => {
        const text = readFileSync(join(data, 'react-docs', file), 'utf8');
        return [text, ...text.split(/\n\s*\n/)];
      }),
  emoji: () => stringsIn(JSON.parse(readFileSync(join(data, 'emoji/unicode-data-by-emoji.json'), 'utf8'))),
};

/**
 * All strings of a JSON value, keys among them.
 * @param {unknown} value
 * @returns {string[]}
 */
function stringsIn(value) {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  return [...new Set([...keys, ...Object.values(value).flatMap(stringsIn)])];
}
