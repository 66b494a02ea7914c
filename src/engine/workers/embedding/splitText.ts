import { EmbedError } from '../../errors.js';
import type { PassageSpan } from '../../rpc/embeddingProtocol.js';
import { headingsAt, headingsOf } from '../../utils/headings.js';
import { firstIndex, refine, segmentEnds, trim } from './textSegments.js';
import { maxContentTokens } from './tokenizer/tokenBudget.js';
import type { EncodeOptions, Encoding, Tokenizer } from './tokenizer/types.js';

/** Options of {@link splitText}. */
export interface SplitOptions {
  /** The longest passage in tokens, with the special ones and the prompt. */
  readonly maxTokens: number;
  /** How many tokens at most a passage repeats of the one before it. */
  readonly overlap: number;
  /** What is put before each passage when it is embedded. */
  readonly prompt: string;
  /**
   * Whether the headings above a passage are put before it, too, as its `context`. Passages then end above headings where they can.
   * @default false
   */
  readonly headings?: boolean;
}

/** The headings above a passage may take such a part of its tokens. */
const CONTEXT_PART = 8;

/**
 * Splits a text into passages that fit: between sentences where it can, else between words, else between graphemes,
 * which are never split. White space around passages is left out, and nothing else.
 * @throws {EmbedError} `invalid-input` when no room is left for a text, or the overlap would fill it.
 */
export function splitText(text: string, tokenizer: Tokenizer, options: SplitOptions): PassageSpan[] {
  return splitEncoded(text, encode(tokenizer, text, WITH_OFFSETS), tokenizer, options).map(
    ({ span }) => span,
  );
}

/** A passage, and its tokens with the prompt before it. */
export interface EncodedPassage {
  readonly span: PassageSpan;
  readonly encoding: Encoding;
}

/**
 * As {@link splitText}, for a document with its prompt before it. White space is one passage.
 * @param encoding All tokens of `input`, and their offsets.
 */
export function splitDocument(
  input: string,
  encoding: Encoding,
  tokenizer: Tokenizer,
  options: SplitOptions,
): readonly EncodedPassage[] {
  const { maxTokens, prompt } = options;
  const text = input.slice(prompt.length);
  const whole = prompt === '' ? encoding : encode(tokenizer, text, WITH_OFFSETS);
  const passages = splitEncoded(text, whole, tokenizer, options);
  if (passages.length > 0) return passages;
  const span = { start: 0, end: text.length, tokens: encoding.total };
  return [{ span, encoding: encode(tokenizer, input, { maxTokens }) }];
}

function splitEncoded(
  text: string,
  encoding: Encoding,
  tokenizer: Tokenizer,
  options: SplitOptions,
): EncodedPassage[] {
  const { maxTokens, overlap, prompt } = options;
  const whole = roomForText(tokenizer, options);
  const context = options.headings ? headingsAbove(text, tokenizer, Math.floor(whole / CONTEXT_PART)) : NONE;
  const room = whole - context.tokens;
  const before = tokensBefore(encoding, tokenizer);
  const sentences = segmentEnds(text, 'sentence', 0, text.length);
  const ends = refine(text, sentences, { from: 0, room, before });
  const words = overlap > 0 ? segmentEnds(text, 'word', 0, text.length) : [];

  const passages: EncodedPassage[] = [];
  for (let start = 0, covered = 0; covered < text.length; ) {
    const { end, passage } = longestPassage(start, covered);
    if (passage) passages.push(passage);
    covered = end;
    start = overlapStart(passage?.span.start ?? start, end); // white space before a passage is none of it
  }
  return passages;

  /** The longest passage from `start` on that fits and goes beyond `covered`; none for white space only. */
  function longestPassage(start: number, covered: number): { end: number; passage?: EncodedPassage } {
    const shortest = ends[firstIndex(ends, (end) => end > covered)] as number; // the last end is the text's
    for (let allowed = room; ; ) {
      const end = Math.max(shortest, bestEnd(start, allowed));
      const span = trim(text, start, end);
      if (!span || !trim(text, covered, end)) return { end }; // nothing, or nothing but what it repeats
      const above = context.at(span.start);
      const input = prompt + above + text.slice(span.start, span.end);
      const encoding = encode(tokenizer, input, { maxTokens, whole: true });
      const tokens = encoding.total;
      const passage = { span: { ...span, tokens, ...(above !== '' && { context: above }) }, encoding };
      if (tokens <= maxTokens) return { end, passage };
      if (end === shortest && start < covered) return longestPassage(covered, covered); // without what it repeats
      if (end === shortest) return { end, passage }; // a grapheme that is too long by itself
      // Cut inside a word, a text may have more tokens than in the whole.
      allowed = Math.min(allowed, before(end) - before(start)) - (tokens - maxTokens);
    }
  }

  /**
   * Above the last heading that fits; the end of the last sentence, if that would leave more than half of the room empty; or inside
   * of a sentence.
   */
  function bestEnd(start: number, allowed: number): number {
    const fits = (end: number) => before(end) <= before(start) + allowed;
    const last = (list: readonly number[]) => list[firstIndex(list, (end) => !fits(end)) - 1] ?? 0;
    for (const boundaries of [context.starts, sentences]) {
      const offset = last(boundaries);
      if (before(offset) - before(start) >= allowed / 2) return offset;
    }
    return last(ends);
  }

  /** Where the passage begins that follows one from `start` to `end`: a sentence or else a word before the end. */
  function overlapStart(start: number, end: number): number {
    if (context.starts.includes(end)) return end; // another section
    const from = before(end) - overlap;
    for (const boundaries of overlap > 0 ? [sentences, words] : []) {
      const offset = boundaries[firstIndex(boundaries, (offset) => offset > start && before(offset) >= from)];
      if (offset !== undefined && offset < end) return offset;
    }
    return end;
  }
}

/** What stands above each offset of a text. */
interface Context {
  /** What is put before a passage that begins at an offset. */
  readonly at: (offset: number) => string;
  /** How many tokens that has at most. */
  readonly tokens: number;
  /** Where headings begin. */
  readonly starts: readonly number[];
}

const NONE: Context = { at: () => '', tokens: 0, starts: [] };

/** The headings of a text, as many of the innermost ones as have so many tokens. */
function headingsAbove(text: string, tokenizer: Tokenizer, tokens: number): Context {
  const headings = headingsOf(text);
  if (headings.length === 0) return NONE;
  const special = encode(tokenizer, '', WITH_OFFSETS).total;
  const known = new Map<string, string>();
  const longest = (above: readonly string[]): string => {
    for (let from = 0; from < above.length; from += 1) {
      const context = `${above.slice(from).join(' > ')}\n`;
      if (encode(tokenizer, context, WITH_OFFSETS).total - special <= tokens) return context;
    }
    return '';
  };
  const at = (offset: number) => {
    const above = headingsAt(headings, offset).flatMap(({ text, start }) => (start < offset ? text : [])); // its own is in it
    const key = above.join('\n');
    const context = known.get(key) ?? longest(above);
    known.set(key, context);
    return context;
  };
  return { at, tokens, starts: headings.map(({ start }) => start) };
}

function roomForText(tokenizer: Tokenizer, { maxTokens, overlap, prompt }: SplitOptions): number {
  for (const [name, value] of Object.entries({ maxTokens, overlap }))
    if (!(Number.isInteger(value) && value >= 0))
      throw new EmbedError('invalid-input', `${name} is ${value}. Give a whole number of tokens.`);
  const room =
    maxContentTokens(tokenizer, maxTokens) -
    (encode(tokenizer, prompt, WITH_OFFSETS).total - encode(tokenizer, '', WITH_OFFSETS).total);
  if (room >= 1 && overlap < room) return room;
  throw new EmbedError(
    'invalid-input',
    `maxTokens ${maxTokens} leaves ${room} tokens for a passage. Make that more than 0, and overlap (${overlap}) less.`,
    { details: { maxTokens, overlap, room } },
  );
}

const encode = (tokenizer: Tokenizer, text: string, options: EncodeOptions): Encoding =>
  tokenizer.encode([text], options)[0] as Encoding; // one text, one encoding

/** All tokens, and where they lie. */
const WITH_OFFSETS: EncodeOptions = { offsets: true };

/** How many tokens begin before each offset of a text. */
function tokensBefore({ offsets = [] }: Encoding, tokenizer: Tokenizer): (offset: number) => number {
  const { before, after } = tokenizer;
  const own = offsets
    .slice(2 * before.length, offsets.length - 2 * after.length)
    .filter((_, i) => i % 2 === 0);
  return (offset) => firstIndex(own, (start) => start >= offset);
}
