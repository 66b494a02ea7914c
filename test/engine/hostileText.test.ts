import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Bm25 } from '../../src/engine/ranking/Bm25.js';
import { fold } from '../../src/engine/ranking/fold.js';
import { matchOffsets } from '../../src/engine/ranking/matchOffsets.js';
import { MAX_QUERY_TERMS, queryTerms } from '../../src/engine/ranking/queryTerms.js';
import { MAX_TERM, termsOf } from '../../src/engine/ranking/tokenize.js';
import { createFastTokenizer } from '../../src/engine/workers/embedding/tokenizer/createTokenizer.js';
import { createRustTokenizer } from '../../src/engine/workers/embedding/tokenizer/rustTokenizer.js';
import type { Tokenizer } from '../../src/engine/workers/embedding/tokenizer/types.js';
import { randomNumbers } from '../../tools/random.mjs';
import { hostileTexts, processorSeconds } from '../fuzz/hostileTexts.mjs';
import { crateTokenizer, encodeOne, toBytes } from '../support/tokenizers.js';

const file = new Uint8Array(readFileSync('models/all-MiniLM-L6-v2/tokenizer.json'));
const crate = WebAssembly.compile(readFileSync('src/engine/tokenizers/tokenizers.wasm'));

/**
 * Seconds of a processor, on a busy machine too. Linear work takes less than one on a quiet one, which npm run fuzz holds;
 * quadratic work took 35 to 180.
 */
const SECONDS = 5;

describe.each(Object.entries(hostileTexts()))('300,000 characters of %s', (_, text) => {
  test('are split into words in a time in proportion', () => {
    expect(processorSeconds(() => termsOf(text))).toBeLessThan(SECONDS);
  });

  test('are read as a query in a time in proportion, and as a text that it is marked in', () => {
    const terms = queryTerms(text.slice(0, 22_000), true);
    expect(processorSeconds(() => matchOffsets(text, terms))).toBeLessThan(SECONDS);
  });

  test('become tokens in a time in proportion', async () => {
    for (const tokenizer of [createFastTokenizer(file), await createRustTokenizer(await crate, file)]) {
      const encode = () => (tokenizer as Tokenizer).encode([text], { offsets: true, whole: true });
      expect(processorSeconds(encode), tokenizer?.kind).toBeLessThan(SECONDS);
    }
  });
});

describe('a tokenizer.json that is made to take long', () => {
  const nothing = { version: '1.0', added_tokens: [], normalizer: null, post_processor: null, decoder: null };
  const words = { type: 'WhitespaceSplit' };
  const read = (pre_tokenizer: object, model: object) =>
    crateTokenizer(toBytes({ ...nothing, pre_tokenizer, model }));

  test('of a Unigram vocabulary, as large as it may be, is read in a time in proportion', async () => {
    const letter = randomNumbers(1);
    const piece = () => Array.from({ length: 64 }, () => String.fromCharCode(97 + letter(26))).join('');
    const vocab = Array.from({ length: 60_000 }, (_, i) => [piece(), -i]);
    const before = process.cpuUsage();
    const tokenizer = await read(words, { type: 'Unigram', unk_id: 0, vocab });
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(SECONDS);
    expect(encodeOne(tokenizer, String(vocab[59_999]?.[0])).ids).toEqual([59_999]);
  });

  test('of the longest WordPiece words finds their pieces in a time in proportion', async () => {
    const tokenizer = await read(words, {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 256,
      vocab: { '[UNK]': 0, a: 1, '##a': 2 },
    });
    const text = `${'a'.repeat(256)} `.repeat(1_000);
    expect(processorSeconds(() => tokenizer.encode([text]))).toBeLessThan(1);
  });

  test('leaves real patterns their runs, however long these are', async () => {
    const Regex = "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"; // of GPT-2
    const split = { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false };
    const model = { type: 'WordLevel', vocab: { '[UNK]': 0 }, unk_token: '[UNK]' };
    const tokenizer = await read(split, model);
    for (const run of ['a', ' ', '1', '!', 'ж', 'word and ', ' \n'])
      expect(encodeOne(tokenizer, `${run.repeat(100_000)} end`).ids.length).toBeGreaterThan(0);
  });
});

describe('a query', () => {
  const pasted = Array.from({ length: 3_600 }, (_, i) => `w${i}`).join(' ');

  test('is searched by its first different words', () => {
    const terms = queryTerms(`once once ${pasted}`, true);
    expect(terms).toHaveLength(MAX_QUERY_TERMS);
    expect(terms.slice(0, 2).map(({ term }) => term)).toEqual(['once', 'w0']);
  });

  test('of 22 kB costs no more than its first words, in an index where all documents have them', () => {
    const index = new Bm25();
    for (let document = 0; document < 500; document += 1) index.add(document, pasted);
    const scores = new Float32Array(500);
    expect(processorSeconds(() => index.addScores(queryTerms(pasted, true), scores))).toBeLessThan(1);
    expect(scores.every((score) => score > 0)).toBe(true);
  });
});

test('of marks in a row, the first thirty count', () => {
  const marks = (count: number) => `x${'\u0951'.repeat(count)}`; // a mark that is no accent
  expect(fold(marks(31))).toBe(fold(marks(30)));
  expect(fold(marks(30))).not.toBe(fold(marks(29)));
  expect(fold(`e${'\u0301'.repeat(50_000)}`)).toBe('e');
});

test('of a word without an end, the first characters are compared, and all of it is marked', () => {
  for (const letter of ['a', 'é', 'ж', '\ufdfa', '𝔞', '𐐨', 'B']) {
    const text = letter.repeat(5_000);
    const [word, ...others] = termsOf(`${text} end`);
    expect([others.length, word?.start, word?.end]).toEqual([1, 0, text.length]);
    expect(word?.term.length).toBeLessThanOrEqual(MAX_TERM);
    expect(word?.term).not.toMatch(/\p{Surrogate}/u);
    expect(matchOffsets(text, queryTerms(letter.repeat(4_000), false))).toEqual([[0, text.length]]);
  }
});

test('words of a long run without spaces lie one after the other and miss nothing', () => {
  for (const run of ['我爱北京天安门'.repeat(300), 'ภาษาไทยง่าย'.repeat(200), 'カ'.repeat(3_000)]) {
    const words = termsOf(run);
    expect(words.map(({ start, end }) => run.slice(start, end)).join('')).toBe(run);
    for (const [i, { start }] of words.slice(1).entries()) expect(start).toBe(words[i]?.end);
  }
});
