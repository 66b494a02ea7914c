import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Tokenizer } from '../../../../../src/engine/workers/embedding/tokenizer/types.js';
import fixture from '../../../../fixtures/multilingual-e5.json';
import { crateTokenizer, encodeOne } from '../../../../support/tokenizers.js';

// The bundled model of several languages: of XLM-R's 250,000 pieces it has those that they use.
const file = readFileSync('models/multilingual-e5-small/tokenizer.json');
const vocabulary: [piece: string, score: number][] = JSON.parse(file.toString()).model.vocab;
const prompts: Record<string, string> = { query: 'query: ', document: 'passage: ' };

describe('the tokenizer of multilingual-e5-small', () => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    tokenizer = await crateTokenizer(file);
  });

  test.each(fixture.cases)(
    'has the pieces of the whole vocabulary for $name, and the ids that Python gives',
    ({ text, role, ids, pieces }) => {
      const encoding = encodeOne(tokenizer, prompts[role] + text);
      expect(encoding.ids).toEqual(ids);
      expect(encoding.ids.map((id) => vocabulary[id]?.[0])).toEqual(pieces);
    },
  );

  test('leaves the special tokens at their ids', () => {
    expect(vocabulary.slice(0, 4).map(([piece]) => piece)).toEqual(['<s>', '<pad>', '</s>', '<unk>']);
    expect(vocabulary.at(-1)?.[0]).toBe('<mask>');
  });

  test('knows the languages of each of its pieces', () => {
    const { languages, pieces } = JSON.parse(
      readFileSync('models/multilingual-e5-small/languages.json', 'utf8'),
    );
    const masks = new Uint16Array(Uint8Array.from(Buffer.from(pieces, 'base64')).buffer);
    expect(masks).toHaveLength(vocabulary.length);
    const usedBy = (piece: string) => {
      const mask = masks[vocabulary.findIndex(([each]) => each === piece)] ?? 0;
      return languages.filter((_: string, bit: number) => (mask >> bit) & 1);
    };
    expect(languages.toSorted()).toEqual(
      ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ru', 'zh', 'ja'].toSorted(),
    );
    expect(usedBy('▁Geld')).toContain('de');
    expect(usedBy('▁деньги')).toEqual(['ru']);
    expect(usedBy('日本語')).toContain('ja');
  });
});
