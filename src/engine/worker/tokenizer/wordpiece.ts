import type { WordPieceModel } from './json.js';
import type { Tokenizer } from './types.js';
import { createWordSplitter } from './words.js';

/** Enough for the words of a large corpus; forgotten all at once when full. */
const REMEMBERED_WORDS = 50_000;
/** Longer words are rare, and one that is remembered holds on to memory. */
const REMEMBERED_LENGTH = 64;
/** How much of a text, in characters, is looked at before asking whether the limit is reached. */
const STRETCH = 16_384;

/** A BERT WordPiece tokenizer. */
export function createWordPiece(model: WordPieceModel, maxTokens: number): Tokenizer {
  const { added, before, after } = model;
  const splitWords = createWordSplitter(model.normalizer);
  const piecesOf = createPieceFinder(model);
  const limit = maxTokens - before.length - after.length;
  const addedToken =
    added.size > 0 ? new RegExp(`(${[...added.keys()].map(escapeRegExp).join('|')})`) : undefined;

  function encode(text: string) {
    const ids: number[] = [];
    for (const part of addedToken ? text.split(addedToken) : [text]) {
      const id = added.get(part);
      if (id !== undefined) ids.push(id);
      else encodePart(part, ids);
      if (ids.length > limit) break;
    }
    return { ids: [...before, ...ids.slice(0, limit), ...after], truncated: ids.length > limit };
  }

  function encodePart(part: string, ids: number[]): void {
    for (const stretch of stretchesOf(part)) {
      for (const word of splitWords(stretch)) ids.push(...piecesOf(word));
      if (ids.length > limit) return;
    }
  }

  return { encode };
}

/** `text` in pieces that end at a space, where nothing that belongs together can be cut. */
function* stretchesOf(text: string): Iterable<string> {
  let start = 0;
  while (text.length - start > STRETCH) {
    const end = text.indexOf(' ', start + STRETCH);
    if (end < 0) break;
    yield text.slice(start, end);
    start = end;
  }
  yield text.slice(start);
}

/** Finds the ids of a word's pieces: the longest that fits, from the beginning on; unknown if nothing fits. */
function createPieceFinder(model: WordPieceModel): (word: string) => readonly number[] {
  const { vocabulary, continuation, unknown, maxWordLength } = model;
  const inner = new Map<string, number>();
  let longest = 0;
  for (const [token, id] of vocabulary) {
    if (token.startsWith(continuation)) inner.set(token.slice(continuation.length), id);
    longest = Math.max(longest, token.length);
  }
  const remembered = new Map<string, readonly number[]>();

  function find(word: string): readonly number[] {
    if (word.length > maxWordLength && Array.from(word).length > maxWordLength) return [unknown];
    const ids: number[] = [];
    for (let start = 0; start < word.length; ) {
      const pieces = start === 0 ? vocabulary : inner;
      let end = Math.min(word.length, start + longest);
      while (end > start && !pieces.has(word.slice(start, end))) end -= 1;
      if (end === start) return [unknown];
      ids.push(pieces.get(word.slice(start, end)) as number); // the loop found it
      start = end;
    }
    return ids;
  }

  return (word) => {
    const known = remembered.get(word);
    if (known) return known;
    const ids = find(word);
    if (remembered.size >= REMEMBERED_WORDS) remembered.clear();
    if (word.length <= REMEMBERED_LENGTH) remembered.set(word, ids);
    return ids;
  };
}

const escapeRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
