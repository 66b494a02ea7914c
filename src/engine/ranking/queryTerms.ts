import { formsOf } from './korean.js';
import { termsOf, visibleLength } from './tokenize.js';

/** A term of a query: as it is, or all that begin with it. */
export interface QueryTerm {
  readonly term: string;
  readonly isPrefix: boolean;
  /** Whether it is a variant of a term of the query (a Korean stem, a joined compound), which counts only where a document has it. */
  readonly isForm?: boolean;
  /** Words that count as this one does, by a weight from 0 to 1. */
  readonly variants?: readonly Variant[];
  /**
   * What its score is multiplied by, from 0 to 1.
   * @default 1
   */
  readonly weight?: number;
}

/** Another word that a term of a query is looked for by. */
export interface Variant {
  readonly word: string;
  /** What one occurrence adds to the term frequency, from 0 to 1. */
  readonly weight: number;
}

/** So many different words of a query are searched, its first ones: a pasted document costs no more than a long sentence. */
export const MAX_QUERY_TERMS = 128;

/**
 * The first {@link MAX_QUERY_TERMS} terms of a query, once each, with the forms that Korean ones may have and the joined form
 * of hyphenated ones. The last term is a prefix if `prefix` is set and no visible character follows it.
 */
export function queryTerms(query: string, prefix: boolean): QueryTerm[] {
  const all = termsOf(query);
  const terms = all.filter(({ isJoined }) => !isJoined);
  const last = terms.at(-1);
  const isOpen = prefix && last && last.end >= visibleLength(query);
  // The last part of a word in camel case ends where the word does.
  const open = isOpen ? terms.flatMap(({ term, end }) => (end === last.end ? term : [])) : [];
  const different = [...new Set(terms.map(({ term }) => term))].slice(0, MAX_QUERY_TERMS);
  const forms = different.flatMap(formsOf).filter((form) => !open.some((term) => form.startsWith(term)));
  const joined = all.flatMap(({ term, isJoined }) => (isJoined ? term : [])).slice(0, MAX_QUERY_TERMS);
  const isForm = new Set([...forms, ...joined].filter((form) => !different.includes(form)));
  return [
    ...different.map((term) => ({ term, isPrefix: open.includes(term) })),
    ...Array.from(isForm, (term) => ({ term, isPrefix: false, isForm: true })),
  ];
}

/** All words that terms are looked for by. */
export const wordsOfTerms = (terms: readonly QueryTerm[]): string[] =>
  terms.flatMap(({ term, variants = [] }) => [term, ...variants.map(({ word }) => word)]);
