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
    'no JSON': [new TextEncoder().encode('<!doctype html>'), /expected value/],
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
