import { createHash } from 'node:crypto';
import { countsOf, type QueryTerm } from '../engine/ranking/bm25.js';

/** An index of PostgreSQL takes 2,704 bytes, and a character has up to 3 for each UTF-16 unit. */
const MAX_TERM = 200;
const KEPT = 160;

/** A word as it is stored: of a very long one its beginning and a digest. */
export function storedTerm(term: string): string {
  if (term.length <= MAX_TERM) return term;
  const digest = createHash('sha256').update(term).digest('hex').slice(0, 32);
  return `${term.slice(0, KEPT).replace(/[\ud800-\udbff]$/, '')} ${digest}`; // no word has a space
}

/** How often each word stands in a text. */
export function storedCounts(text: string): Map<string, number> {
  return new Map(Array.from(countsOf(text), ([term, count]) => [storedTerm(term), count]));
}

/** The terms of a query as they are stored. */
export function storedQuery(terms: readonly QueryTerm[]): readonly QueryTerm[] {
  return terms.map((term) => ({ ...term, term: storedTerm(term.term) }));
}
