import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EmbedError } from '../../../../../src/engine/index.js';
import {
  digestOf,
  digestOfSources,
  readRecord,
  TOKENIZERS_WASM,
} from '../../../../../tools/build/tokenizers.mjs';
import { readFixture } from '../../../../support/references.js';
import { bundledFile, crateTokenizer, encodeOne, toBytes } from '../../../../support/tokenizers.js';

interface Case {
  readonly text: string;
  readonly ids: readonly number[];
  readonly typeIds: readonly number[];
  readonly offsets: readonly number[];
}

interface Kind {
  readonly tokenizer: unknown;
  readonly cases: readonly Case[];
  readonly cut: readonly (Case & { readonly limit: number })[];
}

const { kinds } = readFixture<{ kinds: Record<string, Kind> }>('tokenizers.json');
const zeros = (ids: readonly number[]) => ids.map(() => 0);

describe.each(Object.entries(kinds))('a tokenizer of the kind %s gives what Python gives', (_, kind) => {
  test.each(kind.cases)('for $text', async ({ text, ids, typeIds, offsets }) => {
    const encoding = encodeOne(await crateTokenizer(toBytes(kind.tokenizer)), text, { offsets: true });
    expect({ typeIds: zeros(ids), ...encoding }).toEqual({ ids, typeIds, offsets, total: ids.length });
  });

  test.each(kind.cut)('for $text cut to $limit tokens', async ({ text, limit, ids, typeIds, offsets }) => {
    const tokenizer = await crateTokenizer(toBytes(kind.tokenizer));
    const { total } = encodeOne(tokenizer, text);
    const [cut, early] = [true, false].map((whole) =>
      encodeOne(tokenizer, text, { maxTokens: limit, offsets: true, whole }),
    );
    expect({ typeIds: zeros(ids), ...cut }).toEqual({ ids, typeIds, offsets, total });
    expect(early?.ids).toEqual(ids);
    expect(Number(early?.total) > ids.length).toBe(total > ids.length);
  });

  test('for all texts in one call', async () => {
    const tokenizer = await crateTokenizer(toBytes(kind.tokenizer));
    const encodings = tokenizer.encode(kind.cases.map(({ text }) => text));
    expect(encodings.map(({ ids }) => ids)).toEqual(kind.cases.map(({ ids }) => ids));
  });
});

test('no texts have no encodings', async () => {
  expect((await crateTokenizer(bundledFile)).encode([])).toEqual([]);
});

describe('a broken file is a typed error with the words of the crate, and the next one works', () => {
  const [[, { tokenizer: small }] = ['', { tokenizer: {} }]] = Object.entries(kinds);
  const valid = small as Record<string, unknown>;
  const broken: Record<string, readonly [unknown, RegExp]> = {
    nothing: [new Uint8Array(), /EOF/],
    'not JSON': [new TextEncoder().encode('<!doctype html>'), /expected value/],
    'no UTF-8': [Uint8Array.of(0x22, 0xff, 0x22), /utf-8/],
    'a list': [[], /invalid/],
    'no model': [{ ...valid, model: undefined }, /[Mm]odel/],
    'another version': [{ ...valid, version: '2.0' }, /version/],
    // The crate panics on this one, which is a trap in wasm.
    'a map of characters that is none': [
      { ...valid, normalizer: { type: 'Precompiled', precompiled_charsmap: false } },
      /[Pp]recompiled/,
    ],
    'words that are looked up however long they are': [
      {
        ...valid,
        model: {
          type: 'WordPiece',
          vocab: { '[UNK]': 0, a: 1, '##a': 2 },
          unk_token: '[UNK]',
          continuing_subword_prefix: '##',
          max_input_chars_per_word: 1e9,
        },
      },
      /words of 1000000000 characters/,
    ],
    'a template of an unknown token': [
      {
        ...valid,
        post_processor: {
          type: 'TemplateProcessing',
          single: [{ SpecialToken: { id: '[NONE]', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
          pair: [],
          special_tokens: {},
        },
      },
      /NONE|entry|[Mm]issing/,
    ],
  };

  test.each(Object.entries(broken))('%s', async (_, [content, words]) => {
    const bytes = content instanceof Uint8Array ? content : toBytes(content);
    const error: unknown = await crateTokenizer(bytes).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(EmbedError);
    expect(error).toMatchObject({ code: 'model-load-failed', message: expect.stringMatching(words) });
    expect(encodeOne(await crateTokenizer(bundledFile), 'cat').ids).toEqual([101, 4937, 102]);
  });
});

describe('a file that would make too much of a text is a typed error', () => {
  const [, { tokenizer }] = Object.entries(kinds).find(([name]) => name === 'word-level') ?? fail();
  const small = tokenizer as Record<string, unknown>;
  const times = (count: number, ...steps: readonly unknown[]): unknown[] =>
    Array.from({ length: count }, () => steps).flat();
  const normalizers = (list: unknown) => ({ normalizer: { type: 'Sequence', normalizers: list } });
  const preTokenizers = (list: unknown) => ({ pre_tokenizer: { type: 'Sequence', pretokenizers: list } });
  const replace = (pattern: unknown, content: string) => ({ type: 'Replace', pattern, content });
  const doubling = replace({ String: 'a' }, 'aa');
  const split = (Regex: string) => ({
    type: 'Split',
    pattern: { Regex },
    behavior: 'Isolated',
    invert: false,
  });
  const metaspace = (replacement: string) => ({
    type: 'Metaspace',
    replacement,
    prepend_scheme: 'always',
    split: false,
  });
  const A = { Sequence: { id: 'A', type_id: 0 } };
  const special = { SpecialToken: { id: '[X]', type_id: 0 } };
  const template = (single: unknown, ids: readonly unknown[] = [1]) => ({
    type: 'TemplateProcessing',
    single,
    pair: [],
    special_tokens: { '[X]': { id: '[X]', ids, tokens: ids.map(() => '[X]') } },
  });
  const added = { id: 1, special: false, normalized: true, single_word: false, lstrip: false, rstrip: false };
  const long = 'x'.repeat(2_000);

  const files: Record<string, readonly [unknown, RegExp]> = {
    'where a normalized token grows': [
      { ...normalizers(times(30, doubling)), added_tokens: [{ ...added, content: 'aa' }] },
      /its steps make too much of it/,
    ],
    'a template that holds the text twice, again and again': [
      { post_processor: { type: 'Sequence', processors: times(30, template([A, A])) } },
      /holds the text not once/,
    ],
    'a template of thousands of tokens': [
      { post_processor: template([...times(40, special), A], times(40, 1)) },
      /more than 1024 tokens/,
    ],
    'a template of many pieces': [
      { post_processor: template(times(30_000, special)) },
      /more than 1024 tokens/,
    ],
    'pre-tokenizers by the thousand': [
      preTokenizers(times(9_000, { type: 'Digits', individual_digits: true })),
      /more than 20000 values/,
    ],
    'a vocabulary of long pieces, each the beginning of the next': [
      {
        model: {
          type: 'Unigram',
          unk_id: 0,
          vocab: Array.from({ length: 800 }, (_, i) => ['a'.repeat(i + 1), -i]),
        },
      },
      /longer pieces than any real one/,
    ],
    'patterns by the thousand, in a decoder that nobody needs': [
      { decoder: { type: 'Sequence', decoders: times(1_000, replace({ Regex: '\\p{L}{20}' }, '')) } },
      /its steps make too much of it/,
    ],
    'a pattern that looks back without an end': [
      preTokenizers([split('(?<=b[^b]*)a')]),
      /looks back further than 256 characters/,
    ],
    'patterns that look back far': [
      preTokenizers([split('(?<=.{200})(?<=a.{100})a')]),
      /looks back further than 256 characters/,
    ],
    'a pattern that is long once it is compiled': [
      preTokenizers([split('(?:\\p{L}{200}){200}')]),
      /building NFA/,
    ],
    'a long replacement': [normalizers([replace({ String: 'a' }, long)]), /strings has 2000 bytes/],
    'a long beginning': [normalizers([{ type: 'Prepend', prepend: long }]), /strings has 2000 bytes/],
    'a long token': [
      { model: { type: 'WordLevel', vocab: { [long]: 0 }, unk_token: long } },
      /strings has 2000/,
    ],
    'a character that becomes a long text': [
      { normalizer: { type: 'Precompiled', precompiled_charsmap: characterMap(long) } },
      /strings has 2000 bytes/,
    ],
  };

  test.each(Object.entries(files))('when it is read: %s', async (_, [parts, words]) => {
    const error: unknown = await crateTokenizer(toBytes({ ...small, ...(parts as object) })).catch(
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(EmbedError);
    expect(error).toMatchObject({ code: 'model-load-failed', message: expect.stringMatching(words) });
  });

  const tooMuch = /A text cannot be encoded: its steps make too much of it/;
  const pipelines: Record<string, readonly [unknown, RegExp]> = {
    'normalizers that double it': [normalizers(times(24, doubling)), tooMuch],
    'normalizers that put something between all characters': [
      normalizers(times(24, replace({ Regex: '' }, 'a'))),
      tooMuch,
    ],
    'normalizers of a sequence within a sequence': [
      normalizers(times(6, { type: 'Sequence', normalizers: times(4, doubling) })),
      tooMuch,
    ],
    'many normalizers that each read it': [normalizers(times(3_000, { type: 'Lowercase' })), tooMuch],
    'bytes that are written as letters, again and again': [
      preTokenizers(
        times(24, { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false }),
      ),
      tooMuch,
    ],
    'pieces of one letter that each get another before them': [
      preTokenizers(
        times(
          30,
          { type: 'FixedLength', length: 1 },
          metaspace('▁'),
          { type: 'FixedLength', length: 1 },
          metaspace('_'),
        ),
      ),
      tooMuch,
    ],
    'a pattern that tries all ways at each letter': [
      preTokenizers([split('(?:a|a(?=a)|aa)+b')]),
      /too much of it|takes too long/,
    ],
  };

  // Without going back, each of these reads to the end of the text at each letter.
  for (const pattern of [
    '[^b]*b|a',
    '(?=a*b)x|a',
    '(?!a*b)a',
    'a*(?=a*b)|a',
    '(?:a(?=a*))+',
    '(?:(?>a*b|a))+',
    '(a)(?:a*\\1b)|a',
  ])
    pipelines[`the pattern ${pattern}`] = [preTokenizers([split(pattern)]), tooMuch];

  test.each(Object.entries(pipelines))('when it is used: %s', async (_, [parts, words]) => {
    const hostile = await crateTokenizer(toBytes({ ...small, ...(parts as object) }));
    expect(() => encodeOne(hostile, `${'犬'.repeat(100)}${'a'.repeat(2_000)}`)).toThrow(
      expect.objectContaining({ code: 'inference-failed', message: expect.stringMatching(words) }),
    );
  });

  test('and what is left of a text is no text of its own: the next one is read', async () => {
    const hostile = await crateTokenizer(toBytes({ ...small, ...normalizers(times(24, doubling)) }));
    const ids = encodeOne(hostile, '犬').ids;
    expect(() => encodeOne(hostile, 'a')).toThrow(tooMuch);
    expect(encodeOne(hostile, '犬').ids).toEqual(ids);
  });
});

/** As SentencePiece writes it: the table's length, the table, and what its characters become. */
function characterMap(text: string): string {
  const bytes = Buffer.concat([Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]), Buffer.from(`${text}\0`)]);
  return bytes.toString('base64');
}

function fail(): never {
  throw new Error('The fixture has no such kind.');
}

describe('tokenizers.wasm', () => {
  const bytes = Uint8Array.from(readFileSync(TOKENIZERS_WASM));

  test('is the one that was made of the sources that are here', () => {
    expect({ sources: digestOfSources(), module: digestOf(bytes) }).toMatchObject({
      sources: readRecord().sources,
      module: readRecord().module,
    });
  });

  test('imports nothing', () => {
    expect(WebAssembly.Module.imports(new WebAssembly.Module(bytes))).toEqual([]);
  });
});
