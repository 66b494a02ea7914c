import type { WordPieceModel } from './parseWordPiece.js';
import { createPreTokenizer, type OnWord } from './preTokenizer.js';
import { maxContentTokens } from './tokenBudget.js';
import type { EncodeOptions, Encoding, Tokenizer } from './types.js';

/** Enough for the words of a large corpus; forgotten all at once when full. */
const REMEMBERED_WORDS = 50_000;
/** Longer words are rare, and one that is remembered holds on to memory. */
const REMEMBERED_LENGTH = 64;

/** A BERT WordPiece tokenizer. */
export function createWordPiece(model: WordPieceModel): Tokenizer {
  const { added, before, after } = model;
  const scanWords = createPreTokenizer(model.normalizer);
  const piecesOf = createPieceFinder(model);
  const addedTokens = findAdded(added.keys());

  function encode(text: string, options: EncodeOptions): Encoding {
    const { maxTokens = Number.POSITIVE_INFINITY, offsets: wantsOffsets = false, whole = false } = options;
    const room = maxContentTokens(model, maxTokens);
    const ids = [...before];
    const offsets: number[] | undefined = wantsOffsets ? before.flatMap(() => [0, 0]) : undefined;
    let total = 0;
    const isEnough = () => total > room && !whole;

    const onWord: OnWord = (word, start, wordOffsets) => {
      const pieces = piecesOf(word);
      for (let i = 0; i < pieces.ids.length && total + i < room; i += 1) {
        ids.push(pieces.ids[i] as number);
        if (!offsets) continue;
        const [first, end] = [i === 0 ? 0 : (pieces.ends[i - 1] as number), pieces.ends[i] as number];
        if (wordOffsets) offsets.push(wordOffsets[2 * first] as number, wordOffsets[2 * end - 1] as number);
        else offsets.push(start + first, start + end);
      }
      total += pieces.ids.length;
      return isEnough();
    };

    function scan(from: number, to: number): void {
      if (from < to && !isEnough()) scanWords(text, { from, to, offsets: wantsOffsets }, onWord);
    }

    let done = 0;
    for (const match of addedTokens ? text.matchAll(addedTokens) : []) {
      const [token] = match;
      scan(done, match.index);
      done = match.index + token.length;
      if (isEnough()) break;
      if (total < room) {
        ids.push(added.get(token) as number); // one of those that were searched for
        offsets?.push(match.index, done);
      }
      total += 1;
    }
    scan(done, text.length);
    ids.push(...after);
    offsets?.push(...after.flatMap(() => [0, 0]));
    total += before.length + after.length;
    return offsets ? { ids, total, offsets } : { ids, total };
  }

  return {
    kind: 'wordpiece',
    before,
    after,
    encode: (texts, options = {}) => texts.map((text) => encode(text, options)),
  };
}

/** Finds tokens as they stand in a text; the longest where several begin at one place. */
function findAdded(tokens: Iterable<string>): RegExp | undefined {
  const sorted = [...tokens].sort((a, b) => b.length - a.length);
  if (sorted.length === 0) return undefined;
  return new RegExp(sorted.map((token) => token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'g');
}

/** The pieces of a word: their ids, and where in the word each ends, in UTF-16 units. */
interface Pieces {
  readonly ids: readonly number[];
  readonly ends: readonly number[];
}

/** Finds a word's pieces: the longest that fits, from the beginning on; unknown as a whole if something fits nowhere. */
function createPieceFinder(model: WordPieceModel): (word: string) => Pieces {
  const { vocabulary, continuation, unknown, maxWordLength } = model;
  const inner = new Map<string, number>();
  let longest = 0;
  vocabulary.forEach((id, token) => {
    if (token.startsWith(continuation)) inner.set(token.slice(continuation.length), id);
    if (token.length > longest) longest = token.length;
  });
  const remembered = new Map<string, Pieces>();

  function find(word: string): Pieces {
    const isUnknown = { ids: [unknown], ends: [word.length] };
    if (word.length > maxWordLength && Array.from(word).length > maxWordLength) return isUnknown;
    const ids: number[] = [];
    const ends: number[] = [];
    for (let start = 0; start < word.length; ) {
      const pieces = start === 0 ? vocabulary : inner;
      let end = Math.min(word.length, start + longest);
      while (end > start && !pieces.has(word.slice(start, end))) end -= 1;
      if (end === start) return isUnknown;
      ids.push(pieces.get(word.slice(start, end)) as number); // the loop found it
      ends.push(end);
      start = end;
    }
    return { ids, ends };
  }

  return (word) => {
    const known = remembered.get(word);
    if (known) return known;
    const pieces = find(word);
    if (remembered.size >= REMEMBERED_WORDS) remembered.clear();
    if (word.length <= REMEMBERED_LENGTH) remembered.set(word, pieces);
    return pieces;
  };
}
