import { array, boolean, type Json, number, object, oneOf, string, UnsupportedTokenizer } from './fields.js';
import { readPostProcessor } from './postProcessor.js';
import { isIn, MOVED } from './unicode.js';
import { assertWordLength } from './wordLength.js';

/** What a BERT WordPiece tokenizer is made of, read from its tokenizer.json. */
export interface WordPieceModel {
  readonly vocabulary: ReadonlyMap<string, number>;
  /** What a piece inside a word begins with, `##`. */
  readonly continuation: string;
  readonly unknown: number;
  /** Longer words, in code points, are unknown as a whole. */
  readonly maxWordLength: number;
  /** Tokens that are found in the text as they stand, such as `[MASK]`. */
  readonly added: ReadonlyMap<string, number>;
  /** The special tokens around a text. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly normalizer: BertNormalizer;
}

/** The switches of the `BertNormalizer`. */
export interface BertNormalizer {
  readonly cleanText: boolean;
  readonly handleChineseCharacters: boolean;
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

/**
 * Reads a tokenizer.json that is exactly a BERT WordPiece tokenizer, as far as ids, counts and offsets depend on it.
 * @throws {UnsupportedTokenizer} for any other.
 */
export function parseWordPiece(text: string): WordPieceModel {
  // A vocabulary as it is usually written has no escapes for halves of characters; the crate refuses a lone one.
  if (/\\u[dD][89a-fA-F]/.test(text)) throw new UnsupportedTokenizer('escaped surrogates');
  const root = object(JSON.parse(text), 'no object');
  assertUsual(root);
  const normalizer = readNormalizer(root);
  const model = object(root.model, 'no model');
  // Old files do not name the type, but only WordPiece has this prefix.
  if ((model.type ?? 'WordPiece') !== 'WordPiece')
    throw new UnsupportedTokenizer(`a model of type ${model.type}`);
  const json = object(model.vocab, 'no vocabulary');
  if (normalizer.stripAccents) assertUnmoved(text.includes('\\u') ? Object.keys(json).join('') : text);
  const vocabulary = readVocabulary(json);
  const unknown = vocabulary.get(string(model.unk_token, 'unk_token'));
  if (unknown === undefined) throw new UnsupportedTokenizer('an unknown token that is not in its vocabulary');
  return {
    vocabulary,
    continuation: string(model.continuing_subword_prefix, 'continuing_subword_prefix'),
    unknown,
    maxWordLength: assertWordLength(number(model.max_input_chars_per_word, 'max_input_chars_per_word')),
    added: readAddedTokens(root.added_tokens, vocabulary),
    ...readPostProcessor(object(root.post_processor, 'no post-processor')),
    normalizer,
  };
}

function readVocabulary(json: Json): Map<string, number> {
  const vocabulary = new Map<string, number>();
  for (const token in json) vocabulary.set(token, number(json[token], token)); // 30,000: a list of them takes as long
  return vocabulary;
}

const BEYOND_ASCII = /[^ -~\s]+/g;

/** Stripping accents may move a character. In what the vocabulary does not have, ids cannot show that. */
function assertUnmoved(tokens: string): void {
  for (const character of new Set(tokens.match(BEYOND_ASCII)?.join('')))
    if (isIn(MOVED, character.codePointAt(0) ?? 0))
      throw new UnsupportedTokenizer(`the mark ${character}, whose place depends on other marks`);
}

function readNormalizer(root: Json): BertNormalizer {
  const normalizer = object(root.normalizer, 'no normalizer');
  const splitter = object(root.pre_tokenizer, 'no pre-tokenizer');
  if (normalizer.type !== 'BertNormalizer')
    throw new UnsupportedTokenizer(`a normalizer of type ${normalizer.type}`);
  if (splitter.type !== 'BertPreTokenizer')
    throw new UnsupportedTokenizer(`a pre-tokenizer of type ${splitter.type}`);
  const lowercase = boolean(normalizer.lowercase, 'lowercase');
  return {
    cleanText: boolean(normalizer.clean_text, 'clean_text'),
    handleChineseCharacters: boolean(normalizer.handle_chinese_chars, 'handle_chinese_chars'),
    stripAccents: boolean(normalizer.strip_accents ?? lowercase, 'strip_accents'),
    lowercase,
  };
}

const OPTIONS = ['single_word', 'lstrip', 'rstrip', 'normalized'];

function readAddedTokens(value: unknown, vocabulary: ReadonlyMap<string, number>): Map<string, number> {
  const added = new Map<string, number>();
  for (const item of array(value ?? [], 'added_tokens')) {
    const token = object(item, 'an added token that is not an object');
    const content = string(token.content, 'added token');
    if (OPTIONS.some((option) => boolean(token[option], option)))
      throw new UnsupportedTokenizer(`the added token ${content} with options`);
    boolean(token.special, 'special');
    // The crate gives ids of its own to tokens that the vocabulary has not.
    if (content === '' || vocabulary.get(content) !== number(token.id, 'added token'))
      throw new UnsupportedTokenizer(`the added token ${content} that is not in its vocabulary`);
    added.set(content, vocabulary.get(content) as number); // just compared
  }
  return added;
}

const DIRECTIONS = ['Left', 'Right'];
const STRATEGIES = ['LongestFirst', 'OnlyFirst', 'OnlySecond'];

/** What ids do not depend on must still be such that the crate reads the file. */
function assertUsual({ version = '1.0', truncation, padding, decoder }: Json): void {
  oneOf(version, ['1.0'], 'version');
  if (truncation != null) {
    const {
      max_length,
      stride,
      strategy,
      direction = 'Right',
    } = object(truncation, 'a truncation of another form');
    number(max_length, 'max_length');
    number(stride, 'stride');
    oneOf(strategy, STRATEGIES, 'strategy');
    oneOf(direction, DIRECTIONS, 'direction');
  }
  if (padding != null) {
    const { strategy, direction, ...rest } = object(padding, 'a padding of another form');
    if (strategy !== 'BatchLongest') number(object(strategy, 'a strategy of another form').Fixed, 'strategy');
    oneOf(direction, DIRECTIONS, 'direction');
    number(rest.pad_to_multiple_of ?? 0, 'pad_to_multiple_of');
    number(rest.pad_id, 'pad_id');
    number(rest.pad_type_id, 'pad_type_id');
    string(rest.pad_token, 'pad_token');
  }
  if (decoder != null) {
    const { type, prefix, cleanup } = object(decoder, 'a decoder of another form');
    oneOf(type, ['WordPiece'], 'decoder');
    string(prefix, 'prefix');
    boolean(cleanup, 'cleanup');
  }
}
