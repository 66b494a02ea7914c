import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EmbedError } from '../../../../src/engine/index.js';
import { createTokenizer } from '../../../../src/engine/worker/tokenizer/tokenizer.js';
import { readFixture } from '../../../support/references.js';

const file = readFileSync('models/all-MiniLM-L6-v2/tokenizer.json');
const tokenizer = createTokenizer(file, 100_000);

interface Case {
  readonly text: string;
  readonly ids: readonly number[];
}

describe('a BERT WordPiece tokenizer gives the ids of the Python package tokenizers', () => {
  const { cases, truncated } = readFixture<{ cases: Case[]; truncated: (Case & { limit: number })[] }>(
    'wordpiece.json',
  );

  test.each(cases)('for $text', ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual({ ids, truncated: false });
  });

  test.each(truncated)('when $text is cut to $limit tokens', ({ text, limit, ids }) => {
    const whole = tokenizer.encode(text).ids;
    expect(createTokenizer(file, limit).encode(text)).toEqual({ ids, truncated: whole.length > limit });
  });
});

test('a lone surrogate counts as U+FFFD, which is dropped', () => {
  expect(tokenizer.encode('a\ud800b').ids).toEqual(tokenizer.encode('a\ufffdb').ids);
  expect(tokenizer.encode('a\udc00 b').ids).toEqual(tokenizer.encode('a b').ids);
});

test('a megabyte of text is read no further than the model reads', () => {
  const small = createTokenizer(file, 256);
  const text = 'meaning '.repeat(131_072);
  expect(small.encode(text)).toEqual({ ids: [101, ...Array(254).fill(3574), 102], truncated: true });
});

test.each(['a', '!', '中', '\u0301'])(
  'a megabyte of %j without a space is one text like any other',
  (character) => {
    const { ids } = createTokenizer(file, 256).encode(character.repeat(1_000_000));
    expect(ids.length).toBeLessThanOrEqual(256);
    expect([ids.at(0), ids.at(-1)]).toEqual([101, 102]);
  },
);

test('words parted by the reading of long texts in stretches stay whole', () => {
  const words = Array.from({ length: 9_000 }, (_, index) => `word${index % 97}`);
  const ids = words.flatMap((word) => tokenizer.encode(word).ids.slice(1, -1));
  expect(tokenizer.encode(words.join(' ')).ids.slice(1, -1)).toEqual(ids);
});

describe('a file of another kind is a typed error', () => {
  const valid = JSON.parse(file.toString());
  const broken: Record<string, unknown> = {
    'no JSON': '<!doctype html>',
    'half of it': file.toString().slice(0, 100_000),
    'a list': [],
    'a BPE model': { ...valid, model: { ...valid.model, type: 'BPE' } },
    'no vocabulary': { ...valid, model: { ...valid.model, vocab: undefined } },
    'a token without a number': { ...valid, model: { ...valid.model, vocab: { '[UNK]': 'zero' } } },
    'no unknown token': { ...valid, model: { ...valid.model, unk_token: '<unk>' } },
    'another normalizer': { ...valid, normalizer: { type: 'NFC' } },
    'another pre-tokenizer': { ...valid, pre_tokenizer: { type: 'ByteLevel' } },
    'another post-processor': { ...valid, post_processor: { type: 'RobertaProcessing' } },
    'added tokens with options': { ...valid, added_tokens: [{ id: 5, content: '<x>', lstrip: true }] },
  };

  test.each(Object.entries(broken))('%s', (_, content) => {
    const bytes = new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));
    expect(() => createTokenizer(bytes, 256)).toThrow(EmbedError);
    expect(() => createTokenizer(bytes, 256)).toThrow(expect.objectContaining({ code: 'model-load-failed' }));
  });
});

test('the older BertProcessing means the same as the template', () => {
  const { post_processor: _, ...rest } = JSON.parse(file.toString());
  const old = {
    ...rest,
    post_processor: { type: 'BertProcessing', sep: ['[SEP]', 102], cls: ['[CLS]', 101] },
  };
  expect(
    createTokenizer(new TextEncoder().encode(JSON.stringify(old)), 256).encode('Hello world').ids,
  ).toEqual([101, 7592, 2088, 102]);
});
