import { best, type Match } from './similarity.js';

/**
 * The texts that hold words of `query`, by the share of its words they hold: what a search can still do honestly when
 * vectors have no meaning. Words are compared without case and accents, and by their beginning: "cat" finds "cats".
 */
export function searchWords(query: string, texts: readonly string[], limit = 10): Match[] {
  const wanted = wordsOf(query);
  const matches: Match[] = [];
  for (const [index, text] of texts.entries()) {
    const words = wordsOf(text);
    const found = wanted.filter((word) => words.some((other) => other.startsWith(word)));
    if (found.length > 0) matches.push({ index, score: found.length / wanted.length });
  }
  return best(matches, limit);
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
