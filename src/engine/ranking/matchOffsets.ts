import { type QueryTerm, wordsOfTerms } from './queryTerms.js';
import { termsOf } from './tokenize.js';

/** Which of a document's words a query's terms match: where they begin and end. @param functionWords are left out */
export function matchOffsets(
  text: string,
  terms: readonly QueryTerm[],
  functionWords: ReadonlySet<string> = NO_WORDS,
): readonly [number, number][] {
  const whole = new Set(wordsOfTerms(terms));
  const prefixes = terms.flatMap(({ term, isPrefix }) => (isPrefix ? term : []));
  const offsets: [number, number][] = [];
  let reached = 0;
  for (const { term: word, start, end } of termsOf(text)) {
    if (functionWords.has(word) || start < reached) continue; // a part of a word that matched
    if (!whole.has(word) && !prefixes.some((prefix) => word.startsWith(prefix))) continue;
    offsets.push([start, end]);
    reached = end;
  }
  return offsets;
}

const NO_WORDS: ReadonlySet<string> = new Set();
