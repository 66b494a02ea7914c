import { EmbedError } from '../../errors.js';

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

type Json = Readonly<Record<string, unknown>>;

/** Reads a parsed tokenizer.json that is exactly a BERT WordPiece tokenizer; anything else is a typed error. */
export function readWordPiece(json: unknown): WordPieceModel {
  const root = object(json, 'no object');
  const model = object(root.model, 'no model');
  // Old files do not name the type, but only WordPiece has this prefix.
  if ((model.type ?? 'WordPiece') !== 'WordPiece') throw unsupported(`a model of type ${model.type}`);
  const vocab = object(model.vocab, 'no vocabulary');
  const vocabulary = new Map<string, number>();
  for (const token of Object.keys(vocab)) vocabulary.set(token, number(vocab[token], token));
  const unknown = vocabulary.get(string(model.unk_token, 'unk_token'));
  if (unknown === undefined) throw unsupported('an unknown token that is not in its vocabulary');
  return {
    vocabulary,
    continuation: string(model.continuing_subword_prefix, 'continuing_subword_prefix'),
    unknown,
    maxWordLength: number(model.max_input_chars_per_word, 'max_input_chars_per_word'),
    added: readAddedTokens(root.added_tokens),
    ...readTemplate(object(root.post_processor, 'no post-processor')),
    normalizer: readNormalizer(root),
  };
}

function readNormalizer(root: Json): BertNormalizer {
  const normalizer = object(root.normalizer, 'no normalizer');
  const splitter = object(root.pre_tokenizer, 'no pre-tokenizer');
  if (normalizer.type !== 'BertNormalizer') throw unsupported(`a normalizer of type ${normalizer.type}`);
  if (splitter.type !== 'BertPreTokenizer') throw unsupported(`a pre-tokenizer of type ${splitter.type}`);
  const lowercase = normalizer.lowercase === true;
  return {
    cleanText: normalizer.clean_text === true,
    handleChineseCharacters: normalizer.handle_chinese_chars === true,
    stripAccents: typeof normalizer.strip_accents === 'boolean' ? normalizer.strip_accents : lowercase,
    lowercase,
  };
}

function readAddedTokens(value: unknown): Map<string, number> {
  const added = new Map<string, number>();
  for (const item of array(value ?? [], 'added_tokens')) {
    const { content, id, single_word, lstrip, rstrip, normalized } = object(
      item,
      'an added token that is no object',
    );
    if (single_word || lstrip || rstrip || normalized)
      throw unsupported(`the added token ${content} with options`);
    added.set(string(content, 'added token'), number(id, 'added token'));
  }
  return added;
}

/** `TemplateProcessing` spells out what `BertProcessing` stands for: special tokens, the text, special tokens. */
function readTemplate(processor: Json): { before: number[]; after: number[] } {
  if (processor.type === 'BertProcessing') {
    return { before: [pairId(processor.cls)], after: [pairId(processor.sep)] };
  }
  if (processor.type !== 'TemplateProcessing')
    throw unsupported(`a post-processor of type ${processor.type}`);
  const specials = object(processor.special_tokens, 'no special tokens');
  const template = array(processor.single, 'template').map((piece) =>
    object(piece, 'a template piece that is no object'),
  );
  const text = template.findIndex((piece) => 'Sequence' in piece);
  if (text < 0) throw unsupported('a template without the text');
  const idsOf = (pieces: readonly Json[]) =>
    pieces.flatMap((piece) => {
      const name = string(object(piece.SpecialToken, 'a template of another form').id, 'template token');
      const { ids } = object(specials[name], `no special token ${name}`);
      return array(ids, name).map((id) => number(id, name));
    });
  return { before: idsOf(template.slice(0, text)), after: idsOf(template.slice(text + 1)) };
}

const pairId = (pair: unknown) => number(array(pair, 'post-processor')[1], 'post-processor');

function object(value: unknown, otherwise: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json; // just checked
  throw unsupported(otherwise);
}

function array(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unsupported(`a ${name} that is no list`);
}

function string(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw unsupported(`a ${name} that is no text`);
}

function number(value: unknown, name: string): number {
  if (typeof value === 'number') return value;
  throw unsupported(`a ${name} that is no number`);
}

function unsupported(what: string): EmbedError {
  return new EmbedError(
    'model-load-failed',
    `This tokenizer.json has ${what}; only the WordPiece tokenizers of BERT models are supported.`,
    { details: { what } },
  );
}
