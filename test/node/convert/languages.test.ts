import { describe, expect, test } from 'vitest';
import {
  idsForLanguages,
  narrowed,
  readLanguages,
  writeLanguages,
} from '../../../src/node/convert/languages.js';
import { readUnigram } from '../../../src/node/convert/pruneTokenizer.js';

const pieces = ['<s>', '<unk>', '▁the', '▁der', '的', '龘', 'ъ', '☃', '孩子们', '▁2004'];
const languages = ['en', 'de', 'zh', 'ru'];
const known = { languages, masks: Uint16Array.of(0, 0, 0b0011, 0b0010, 0b0100, 0, 0b1000, 0, 0, 0) };
const piecesFor = (...names: string[]) =>
  idsForLanguages(pieces, known, names, new Set([0, 1])).map((id) => pieces[id]);

describe('the pieces of languages', () => {
  test('are those that one of them uses, special tokens, and signs and numbers of any language', () => {
    expect(piecesFor('en')).toEqual(['<s>', '<unk>', '▁the', '☃', '▁2004']);
    expect(piecesFor('de', 'ru')).toEqual(['<s>', '<unk>', '▁the', '▁der', 'ъ', '☃', '▁2004']);
  });

  test('have the rare characters of their script, and runs of them', () => {
    expect(piecesFor('zh')).toEqual(['<s>', '<unk>', '的', '龘', '☃', '孩子们', '▁2004']);
  });

  test('are known of what is left, too', () => {
    const left = narrowed(known, [0, 1, 3, 6], ['ru', 'de']);
    expect(left).toEqual({ languages: ['de', 'ru'], masks: Uint16Array.of(0, 0, 0b01, 0b10) });
    expect(readLanguages(writeLanguages(left), 4)).toEqual(left);
  });

  test('are not those of another vocabulary', () => {
    expect(() => readLanguages(writeLanguages(known), 9)).toThrow(/not that of the model's tokenizer/);
  });
});

describe('a vocabulary of the kind Unigram', () => {
  const file = {
    added_tokens: [{ id: 0, content: '<s>' }],
    post_processor: { special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] } } },
    model: {
      type: 'Unigram',
      unk_id: 2,
      vocab: [
        ['<s>', 0],
        ['▁a', -1.5],
        ['<unk>', 0],
        ['▁b', -2.25],
      ],
    },
  };

  test('gives the pieces that are left their new ids, wherever the file names them', () => {
    const unigram = readUnigram(JSON.stringify(file));
    expect(unigram.specials).toEqual(new Set([0, 2]));
    expect(JSON.parse(unigram.prune([0, 2, 3]))).toEqual({
      ...file,
      model: {
        ...file.model,
        unk_id: 1,
        vocab: [
          ['<s>', 0],
          ['<unk>', 0],
          ['▁b', -2.25],
        ],
      },
    });
  });

  test('is the only kind that is pruned', () => {
    expect(() => readUnigram('{"model":{"type":"WordPiece","vocab":{}}}')).toThrow(/of the kind Unigram/);
  });
});
