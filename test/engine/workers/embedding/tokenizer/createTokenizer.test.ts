import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EmbedError } from '../../../../../src/engine/index.js';
import {
  createFastTokenizer,
  createTokenizer,
} from '../../../../../src/engine/workers/embedding/tokenizer/createTokenizer.js';
import type { Tokenizer } from '../../../../../src/engine/workers/embedding/tokenizer/types.js';
import { readFixture } from '../../../../support/references.js';
import {
  bundledFile,
  crateTokenizer,
  encodeOne,
  fastTokenizer,
  toBytes,
} from '../../../../support/tokenizers.js';

interface Case {
  readonly text: string;
  readonly ids: readonly number[];
}

const valid = JSON.parse(bundledFile.toString());
const both: Record<string, Tokenizer> = {
  'the fast path': fastTokenizer(bundledFile),
  'the crate': await crateTokenizer(bundledFile),
};

describe.each(Object.entries(both))('a BERT tokenizer, by %s', (_, tokenizer) => {
  const { cases, truncated } = readFixture<{ cases: Case[]; truncated: (Case & { limit: number })[] }>(
    'wordpiece.json',
  );

  test.each(cases)('gives the ids of the Python package tokenizers for $text', ({ text, ids }) => {
    expect(encodeOne(tokenizer, text)).toEqual({ ids, total: ids.length });
  });

  test.each(truncated)('and when $text is cut to $limit tokens', ({ text, limit, ids }) => {
    const { total } = encodeOne(tokenizer, text);
    expect(encodeOne(tokenizer, text, { maxTokens: limit, whole: true })).toEqual({ ids, total });
    const early = encodeOne(tokenizer, text, { maxTokens: limit });
    expect(early.ids).toEqual(ids);
    expect(early.total > ids.length).toBe(total > ids.length);
  });

  test('gives the ids of that package around every code point to U+2FFFF', () => {
    const { codePoints } = readFixture<{ codePoints: number[] }>('tokenizers.json');
    expect(codePoints.map((_, block) => digestOfBlock(tokenizer, block))).toEqual(codePoints);
  });

  test('says what it puts around a text', () => {
    expect([tokenizer.before, tokenizer.after]).toEqual([[101], [102]]);
  });

  test('tells where each token lies, also where characters vanish, join, or grow', () => {
    const text = 'Zo\u00eb\u200bx İ 👍 \u4e2d!';
    const { offsets = [] } = encodeOne(tokenizer, text, { offsets: true });
    const pieces = offsets.flatMap((start, i) => (i % 2 === 0 ? text.slice(start, offsets[i + 1]) : []));
    expect(pieces).toEqual(['', 'Zoë', '\u200bx'.slice(1), 'İ', '👍', '中', '!', '']);
  });

  test('takes a lone surrogate for U+FFFD, which is dropped', () => {
    expect(encodeOne(tokenizer, 'a\ud800b')).toEqual(encodeOne(tokenizer, 'a\ufffdb'));
    expect(encodeOne(tokenizer, 'a\udc00 b')).toEqual(encodeOne(tokenizer, 'a b'));
  });

  test('refuses a limit that leaves no room for the special tokens, and goes on', () => {
    expect(() => encodeOne(tokenizer, 'a', { maxTokens: 1 })).toThrow(
      expect.objectContaining({ code: 'invalid-input', details: { maxTokens: 1, special: 2 } }),
    );
    expect(encodeOne(tokenizer, 'a', { maxTokens: 2 }).ids).toEqual([101, 102]);
  });

  test.each(['a', '!', '中', '\u0301', '\u302e', ' ', '\u{1d16d}', 'x '.repeat(10)])(
    'reads a megabyte of %j no further than the limit',
    (character) => {
      const text = character.repeat(1_000_000 / character.length);
      const { ids } = encodeOne(tokenizer, text, { maxTokens: 256, offsets: true });
      expect(ids.length).toBeLessThanOrEqual(256);
      expect([ids.at(0), ids.at(-1)]).toEqual([101, 102]);
    },
  );
});

/** FNV-1a (32 bits) over the ids of `x?b` for 4,096 code points, as the fixture has it. */
function digestOfBlock(tokenizer: Tokenizer, block: number): number {
  const texts = Array.from({ length: 4_096 }, (_, i) => `x${String.fromCodePoint(block * 4_096 + i)}b`);
  let digest = 0x811c9dc5;
  for (const { ids } of tokenizer.encode(texts))
    for (const id of ids) digest = Math.imul(digest ^ id, 0x01000193) >>> 0;
  return digest;
}

test('both ways agree on any text: ids, counts, places', () => {
  const { 'the fast path': fast, 'the crate': crate } = both as Record<string, Tokenizer>;
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
  );
  const options = fc.record({
    maxTokens: fc.integer({ min: 2, max: 40 }),
    offsets: fc.boolean(),
    whole: fc.constant(true),
  });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 5 }), options, (texts, how) => {
      expect(fast?.encode(texts, how)).toEqual(crate?.encode(texts, how));
    }),
    { numRuns: 500 },
  );
});

test.each(['\u302e\u{1d165}\u{1d16d}x', 'x\u1df7\u0336\u0301 y', 'a\u0301\u302f\u0323\u302e'])(
  'both ways agree where canonical order moves marks: %j',
  (text) => {
    const [fast, crate] = Object.values(both).map((tokenizer) =>
      encodeOne(tokenizer, text, { offsets: true }),
    );
    expect(fast).toEqual(crate);
  },
);

test('the longest of the added tokens that begin at one place is taken', () => {
  const vocab = { ...valid.model.vocab, '<a>': 500, '<a>b': 501 };
  const added = ['<a>', '<a>b'].map((content) => ({ ...valid.added_tokens[0], content, id: vocab[content] }));
  const tokenizer = fastTokenizer(
    toBytes({ ...valid, model: { ...valid.model, vocab }, added_tokens: added }),
  );
  expect(encodeOne(tokenizer, 'x<a>bc<a>').ids).toEqual([101, 1060, 501, 1039, 500, 102]);
});

test('the older BertProcessing means the same as the template', () => {
  const post_processor = { type: 'BertProcessing', sep: ['[SEP]', 102], cls: ['[CLS]', 101] };
  const tokenizer = fastTokenizer(toBytes({ ...valid, post_processor }));
  expect(encodeOne(tokenizer, 'Hello world').ids).toEqual([101, 7592, 2088, 102]);
});

describe('a file that is not for the fast path is left to the crate', () => {
  const [padding] = valid.added_tokens;
  const template = valid.post_processor;
  const others: Record<string, unknown> = {
    'a BPE model': { ...valid, model: { ...valid.model, type: 'BPE' } },
    'no vocabulary': { ...valid, model: { ...valid.model, vocab: undefined } },
    'a token without a number': { ...valid, model: { ...valid.model, vocab: { '[UNK]': 'zero' } } },
    'a mark that others may move': {
      ...valid,
      model: { ...valid.model, vocab: { ...valid.model.vocab, '\u302e': 1 } },
    },
    'no unknown token': { ...valid, model: { ...valid.model, unk_token: '<unk>' } },
    'another normalizer': { ...valid, normalizer: { type: 'Sequence', normalizers: [valid.normalizer] } },
    'half a normalizer': { ...valid, normalizer: { type: 'BertNormalizer' } },
    'another pre-tokenizer': { ...valid, pre_tokenizer: { type: 'ByteLevel' } },
    'another post-processor': { ...valid, post_processor: { type: 'RobertaProcessing' } },
    'a BertProcessing that the crate does not read': {
      ...valid,
      post_processor: { type: 'BertProcessing', sep: ['[SEP]', 102, 102], cls: ['[CLS]', 101] },
    },
    'a template with segments': {
      ...valid,
      post_processor: { ...template, single: [{ Sequence: { id: 'A', type_id: 1 } }] },
    },
    'a template of two texts': {
      ...valid,
      post_processor: { ...template, single: [...template.single, { Sequence: { id: 'B', type_id: 0 } }] },
    },
    'added tokens with options': { ...valid, added_tokens: [{ ...padding, lstrip: true }] },
    'added tokens of another id': { ...valid, added_tokens: [{ ...padding, id: 7 }] },
    'a truncation that the crate does not read': { ...valid, truncation: '' },
    'a decoder that the crate does not read': { ...valid, decoder: {} },
    'another version': { ...valid, version: '2.0' },
  };

  test.each(Object.entries(others))('%s', (_, json) => {
    expect(createFastTokenizer(toBytes(json))).toBeUndefined();
  });

  test('a vocabulary with halves of characters', () => {
    const text = bundledFile.toString().replace('"vocab":{', '"vocab":{"\\ud83d":7,');
    expect(createFastTokenizer(new TextEncoder().encode(text))).toBeUndefined();
  });
});

test.each([
  ['a web page', '<!doctype html>'],
  ['half of a file', bundledFile.toString().slice(0, 100_000)],
  ['nothing', ''],
])('%s is a typed error, at once', async (_, content) => {
  const creating = createTokenizer(new TextEncoder().encode(content), { tokenizersUrl: 'never://asked' });
  await expect(creating).rejects.toThrow(EmbedError);
  await expect(creating).rejects.toMatchObject({ code: 'model-load-failed' });
});

test('bytes that are no UTF-8 are a typed error', async () => {
  const bytes = Uint8Array.from(bundledFile);
  bytes[1_000] = 0xff;
  await expect(createTokenizer(bytes)).rejects.toMatchObject({ code: 'model-load-failed' });
});

test('the fixture is of the bundled file', () => {
  expect(createHash('sha256').update(bundledFile).digest('hex')).toMatch(/^be50c3628f2bf5bb/);
});
