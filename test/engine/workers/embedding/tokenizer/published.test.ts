import { describe, expect, test } from 'vitest';
import { createPreTokenizer } from '../../../../../src/engine/workers/embedding/tokenizer/preTokenizer.js';
import { readShared } from '../../../../support/references.js';
import { bundledFile, encodeOne, fastTokenizer, toBytes } from '../../../../support/tokenizers.js';

// Token ids that other projects publish in their own tests. They lie beside the checkout, in ../shared/refs.
const squad = readShared<SquadIds>('refs/squad-questions-bert-uncased.json');
const published = readShared<PublishedCases>('refs/bert-tokenizer-cases.json');

const vocabulary: Record<string, number> = JSON.parse(bundledFile.toString()).model.vocab;
const tokenizer = fastTokenizer(bundledFile);
const [CLS, SEP] = [101, 102];
const idsOf = (tokens: readonly string[]) => tokens.map((token) => vocabulary[token]);
const plain = (text: string) => encodeOne(tokenizer, text).ids.slice(1, -1);

if (squad && published) describe('published token ids are met', () => compare(squad, published));
else test.skip('published token ids are met (../shared/refs is not here)', () => {});

function compare(questions: SquadIds, { 'bert.cpp': bertCpp, daulet, ...others }: PublishedCases): void {
  const { huggingface_tokenizers: official, google_bert: google } = others;

  test('of 10,570 SQuAD questions', () => {
    expect(questions.questions.map(plain)).toEqual(questions.ids);
  });

  test.for(bertCpp.cases)('bert.cpp: $text', ({ text, ids }) => {
    expect(encodeOne(tokenizer, text).ids).toEqual(ids);
  });

  test.for(daulet['bert-base-uncased'])('daulet: $text', ({ text, ids, add_special_tokens }) => {
    expect(add_special_tokens ? encodeOne(tokenizer, text).ids : plain(text)).toEqual(ids);
  });

  test('daulet: truncation counts the special tokens and keeps the last one', () => {
    const { text, max_length, right_special } = daulet[TRUNCATION];
    const cut = encodeOne(tokenizer, text, { maxTokens: max_length }).ids;
    expect(cut).toHaveLength(right_special.length);
    expect(cut).toEqual([...encodeOne(tokenizer, text).ids.slice(0, max_length - 1), SEP]);
  });

  test('daulet: the padding section of a file is ignored', () => {
    const { text, ids, attention_mask } = daulet[PADDING];
    expect(plain(text)).toEqual(ids.filter((_, index) => attention_mask[index] === 1));
  });

  test('daulet: special tokens in the text are taken literally', () => {
    const { text, default_ids } = daulet[LITERAL];
    expect(plain(text)).toEqual([CLS, vocabulary.fox, SEP]);
    expect(default_ids).toHaveLength(3);
  });

  test.for(official.cases)(
    'the official bindings: $text + $text_pair',
    ({ text, text_pair, ...expected }) => {
      const second = text_pair === undefined ? [] : [...plain(text_pair), SEP];
      const whole = [...encodeOne(tokenizer, text).ids, ...second];
      const ids =
        expected.add_special_tokens === false ? whole.filter((id) => id !== CLS && id !== SEP) : whole;
      expect(ids).toEqual(expected.ids ?? idsOf(expected.tokens ?? []));
    },
  );

  test.for(official.pre_tokenizer)('the official pre-tokenizer: $text', ({ text, splits_bytes }) => {
    expect(split(text, false)).toEqual(splits_bytes.map(([word]) => word));
  });

  test('Google: the full tokenizer', () => {
    const { vocab, text, tokens, ids } = google.full_tokenizer;
    expect(encodeOne(smallTokenizer(vocab), text).ids.slice(1, -1)).toEqual(ids);
    expect(ids.map((id) => vocab[id])).toEqual(tokens);
  });

  test.for(google.basic)('Google: splitting $text with lower case $lower', ({ text, lower, tokens }) => {
    expect(split(text, lower)).toEqual(tokens);
  });

  test.for(google.wordpiece.cases)('Google: the pieces of %s', ([text, tokens]) => {
    const { vocab } = google.wordpiece;
    const ids = encodeOne(smallTokenizer(vocab), text).ids.slice(1, -1);
    expect(ids.map((id) => vocab[id])).toEqual(tokens);
  });

  test('Google: classes of characters', () => {
    const { whitespace_yes, whitespace_no, control_yes, control_no, punctuation_yes, punctuation_no } =
      google.char_classes;
    const around = (character: string) => split(`a${character}b`, false);
    for (const character of whitespace_yes) expect(around(character)).toEqual(['a', 'b']);
    for (const character of whitespace_no) expect(around(character)).not.toEqual(['a', 'b']);
    for (const character of control_yes) expect(around(character)).toEqual(['ab']);
    for (const character of control_no) expect(around(character)).not.toEqual(['ab']);
    for (const character of punctuation_yes) expect(around(character)).toEqual(['a', character, 'b']);
    for (const character of punctuation_no) expect(around(character)).not.toEqual(['a', character, 'b']);
  });
}

function split(text: string, lowercase: boolean): string[] {
  const words: string[] = [];
  const scan = createPreTokenizer({
    cleanText: true,
    handleChineseCharacters: true,
    stripAccents: lowercase,
    lowercase,
  });
  scan(text, { from: 0, to: text.length, offsets: false }, (word) => {
    words.push(word);
    return false;
  });
  return words;
}

/** A tokenizer with this vocabulary, and special tokens outside of it. */
function smallTokenizer(vocab: readonly string[]) {
  const json = {
    model: {
      type: 'WordPiece',
      vocab: Object.fromEntries(vocab.map((token, id) => [token, id])),
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
    },
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'BertProcessing',
      cls: ['[CLS]', vocab.length],
      sep: ['[SEP]', vocab.length + 1],
    },
  };
  return fastTokenizer(toBytes(json));
}

const TRUNCATION = 'truncation (WordPiece, LaBSE vocabulary: shape of the result is what matters)';
const PADDING = 'padding (all-MiniLM tokenizer.json whose padding section says pad_to_multiple_of 8)';
const LITERAL = 'literal special tokens in text (LaBSE vocabulary)';

interface Case {
  readonly text: string;
  readonly ids: readonly number[];
}

interface SquadIds {
  readonly questions: readonly string[];
  readonly ids: readonly (readonly number[])[];
}

interface PublishedCases {
  readonly 'bert.cpp': { readonly cases: readonly Case[] };
  readonly daulet: {
    readonly 'bert-base-uncased': readonly (Case & { readonly add_special_tokens: boolean })[];
    readonly [TRUNCATION]: {
      readonly text: string;
      readonly max_length: number;
      readonly right_special: readonly string[];
    };
    readonly [PADDING]: Case & { readonly attention_mask: readonly number[] };
    readonly [LITERAL]: { readonly text: string; readonly default_ids: readonly number[] };
  };
  readonly huggingface_tokenizers: {
    readonly cases: readonly {
      readonly text: string;
      readonly text_pair?: string;
      readonly add_special_tokens?: boolean;
      readonly ids?: readonly number[];
      readonly tokens?: readonly string[];
    }[];
    readonly pre_tokenizer: readonly {
      readonly text: string;
      readonly splits_bytes: readonly [string, unknown][];
    }[];
  };
  readonly google_bert: {
    readonly full_tokenizer: Case & { readonly vocab: readonly string[]; readonly tokens: readonly string[] };
    readonly basic: readonly {
      readonly text: string;
      readonly lower: boolean;
      readonly tokens: readonly string[];
    }[];
    readonly wordpiece: {
      readonly vocab: readonly string[];
      readonly cases: readonly [string, readonly string[]][];
    };
    readonly char_classes: Readonly<Record<CharacterClass, readonly string[]>>;
  };
}

type CharacterClass = `${'whitespace' | 'control' | 'punctuation'}_${'yes' | 'no'}`;
